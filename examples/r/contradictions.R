# 哪些数字对不上：每份文件有几处，最要紧的是哪些，两边各是多少。
# Which figures contradict one another: how many in each document, and both sides of each.
#
#   Rscript examples/r/contradictions.R [数据文件夹]
#
# 数据文件夹里要有 findings.csv 和 disclosures.csv；不写时读 datapackages/all/data。
# 只用 R 自带的函数，不需要安装任何包。

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) > 0) arguments[1] else "datapackages/all/data"

# 全部按文字读：编号、代码、数字串都不会走样；na.strings 为空，“NA”两个字母也不会被当成缺失。
read <- function(table) {
  read.csv(
    file.path(folder, paste0(table, ".csv")),
    encoding = "UTF-8", colClasses = "character", na.strings = character(0)
  )
}

disclosures <- read("disclosures")
findings <- read("findings")
failed <- findings[findings$outcome == "fail", ]

# 一、各份文件：对不上（error）、存疑（warning）、提示（note）各几处；没有的也要列，写 0。
names_zh <- c(error = "对不上", warning = "存疑", note = "提示")
counts <- table(
  factor(failed$disclosure, levels = disclosures$disclosure),
  factor(failed$severity, levels = names(names_zh))
)
summary_table <- data.frame(
  公开编号 = disclosures$disclosure,
  matrix(counts, ncol = 3, dimnames = list(NULL, names_zh)),
  check.names = FALSE
)
write.csv(summary_table, row.names = FALSE, quote = FALSE)

# 二、每一处对不上：原文写的，按其他数字算的，四舍五入允许的误差。
errors <- failed[failed$severity == "error", ]
errors <- merge(errors, disclosures[, c("disclosure", "title")], by = "disclosure", sort = FALSE)
cat("\n")
for (i in seq_len(nrow(errors))) {
  one <- errors[i, ]
  cat(sprintf("%s\t%s\t%s\n", one$title, one$check_id, one$message_zh))
  if (nzchar(one$printed) || nzchar(one$expected)) {
    allowed <- if (nzchar(one$tolerance)) one$tolerance else "未注明"
    cat(sprintf("\t原文 %s，按其他数字算 %s，四舍五入允许的误差 %s\n", one$printed, one$expected, allowed))
  }
}
