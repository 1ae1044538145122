"""A whole that was a part: in, the part named beside it; out, the earlier figure renamed.

`公务用车及运行维护费180万元；公务用车购置支出40万元`: the words may mean both parts together, but
where the purchase stands beside them and not within them, they mean the operation alone.
"""

from __future__ import annotations

from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft

_OTHER_PART = {"vehicle_purchase": ("official_vehicles", "vehicle_operation")}
"""A part: the whole whose name may be meant loosely, and the part that it then means."""


def beside(r: Reading, state: State, part: Draft, whole: Draft) -> bool:
    """Tell whether the part stands beside what was taken for its whole; if so, rename that."""
    loose, other = _OTHER_PART.get(part.concept, ("", ""))
    framed = any(frame.parent is whole for frame in state.frames)
    if (
        whole.concept != loose
        or framed
        or r.grammar["purchase_named"].search(whole.label)
        or whole.parent is None
    ):
        return False
    r.levels[whole.section, loose].remove(whole)
    r.levels.setdefault((whole.section, other), []).append(whole)
    renamed = [whole]
    for draft in state.drafts:
        if draft.of in renamed and draft.concept == loose:
            renamed.append(draft)
    for draft in renamed:
        draft.concept = other
        draft.economic_code = r.about(other).economic_code
    return True
