"""What becomes of the built site: `serve`, `deploy`."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingzhang.cli.command import command, common, confirm, of_region, project, tell
from mingzhang.paths import Paths

if TYPE_CHECKING:
    from mingzhang.cli.server import SiteServer


@command(
    "serve",
    "在本机预览做好的网站（只有本机能访问）\n\n"
    "加 --watch，改了 content/ 里的文件就自动重做，只做有改动的部分。\n\n"
    "例：\n  mingzhang serve --watch\n  mingzhang serve --port 8001 --base /mingzhang/",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, metavar="端口",
              help="端口（默认：8000；0 表示任选空闲的）")  # fmt: skip
@click.option("--base", default="/", metavar="路径", help="放在子路径下预览，如 /mingzhang/")
@click.option("--watch", is_flag=True, help="内容一改就重做，边改边看")
@of_region
@common
def serve(port: int, base: str, watch: bool, root: Path | None, quiet: bool, region: str) -> None:
    """Serve the built site on loopback until interrupted."""
    from mingzhang.common import extras

    extras.need("site")
    from mingzhang.cli import server

    paths = project(root, region)
    if watch and not (paths.site / "index.html").is_file():
        from mingzhang import pipeline
        from mingzhang.common import progress

        with progress.shown(quiet) as bars:
            pipeline.build(paths, bars)
    with server.open_server(paths.site, port, base) as running:
        tell([f"网站在 {running.address} ，按 Ctrl+C 停止"], quiet)
        with contextlib.suppress(KeyboardInterrupt):
            if watch:
                _serve_and_watch(running, paths)
            else:
                running.serve_forever()


def _serve_and_watch(running: SiteServer, paths: Paths) -> None:
    from mingzhang.cli import watch as watching

    threading.Thread(target=running.serve_forever, daemon=True).start()
    # A build starts processes and swaps folders, so it has the main thread.
    watching.watch(paths, tell, lambda: running.read_headers(paths.site), threading.Event())


@command(
    "deploy",
    "做好网站，传到服务器（用 rsync）或另一个文件夹\n\n"
    "先列出会新增、更新、删除什么，确认之后才传；只删网站自己文件夹里的旧文件。\n"
    "密码、密钥由 ssh 管，这里不保存。目标也可以写在环境变量 MINGZHANG_DEPLOY_TO 里。\n\n"
    "例：\n  mingzhang deploy 用户名@服务器:/var/www/mingzhang/\n"
    "  mingzhang deploy /mnt/web/mingzhang --dry-run",
)
@click.argument("target", metavar="目标", envvar="MINGZHANG_DEPLOY_TO")
@click.option("--dry-run", is_flag=True, help="只列出会改什么，不上传")
@click.option("--yes", is_flag=True, help="不再询问（用在定时任务里）")
@click.option("--no-build", is_flag=True, help="上传现有的 site/，不重做")
@click.option("--adopt", is_flag=True, help="目标里有别的东西时，仍然整个换掉")
@of_region
@common
def deploy(
    target: str, dry_run: bool, yes: bool, no_build: bool, adopt: bool,
    root: Path | None, quiet: bool, region: str,
) -> int:  # fmt: skip
    """Build, tell what would change, and upload."""
    from mingzhang import pipeline
    from mingzhang.cli import deploy as uploads
    from mingzhang.common import progress

    paths = project(root, region)
    uploads.check_target(target)
    if not no_build:
        with progress.shown(quiet) as bars:
            pipeline.build(paths, bars)
    plan = uploads.plan(paths.site, target, adopt)
    tell(uploads.told(plan), quiet)
    if dry_run or plan.is_empty:
        return 0
    if not yes:
        confirm("上传吗", target)
    uploads.upload(paths.site, target)
    tell(["传好了"], quiet)
    return 0


@command(
    "publish-data",
    "把数据包发布到 site.yml 的 data_in 说的地方：另一个分支，或一个 ZIP\n\n"
    "分支：提交并推送，代码所在的分支不动。ZIP：在项目文件夹里写好 datapackages.zip，"
    "由发布流程传上去。数据没有变，就什么也不做。\n\n"
    "例：mingzhang publish-data",
)
@of_region
@common
def publish_data(root: Path | None, quiet: bool, region: str) -> None:
    """Put the packages where the site publishes them, apart from the code."""
    from mingzhang import history
    from mingzhang.common.site_settings import BRANCH, settings
    from mingzhang.export.archive import write_zip

    paths = project(root, region)
    place = settings(paths.editorial).data_in
    if not place:
        tell(["数据包随代码一起提交，不用另外发布"], quiet)
    elif place.startswith(BRANCH):
        branch = place.removeprefix(BRANCH)
        is_new = history.data_branch.publish(paths.root, branch)
        tell([f"数据包已在分支 {branch}" if is_new else f"分支 {branch} 上的数据包已是最新"], quiet)
    else:
        files = sorted(path for path in paths.datapackages.rglob("*") if path.is_file())
        archive = paths.root / f"{history.PACKAGES}.zip"
        write_zip(archive, ((path.relative_to(paths.root).as_posix(), path) for path in files))
        tell([f"已写好 {archive.name}，请传到 {place}"], quiet)
