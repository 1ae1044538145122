# 三个问题：人员经费占多大比重，“三公”经费决算比预算多还是少，钱花得最多的是哪一类。
# Three questions: the share of personnel, budget against account, the largest functional class.
#
#   Rscript examples/questions/questions.R [数据文件夹]
#
# 只用 R 自带的函数；数据文件夹里要有 figures.csv，不写时读 datapackages/all/data。

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) > 0) arguments[1] else "datapackages/all/data"
figures <- read.csv(
  file.path(folder, "figures.csv"),
  encoding = "UTF-8", colClasses = "character", na.strings = character(0)
)
figures <- figures[figures$measure == "amount" & figures$value != "", ]
figures$value <- as.numeric(figures$value)
whole <- figures[figures$function_code == "" & figures$economic_code == "", ]
key <- c("scope_id", "fiscal_year", "fund")

one <- function(concept, stage) {
  whole[whole$concept == concept & whole$stage == stage, c(key, "value")]
}

told <- function(question, found, answer) {
  if (nrow(found) == 0) return(character(0))
  paste(question, found$scope_id, found$fiscal_year, answer, sep = ",")
}

share <- merge(
  one("personnel_funds", "final"), one("general_public_budget_basic_expenditure", "final"),
  by = key
)
over <- merge(
  one("three_public_expenses", "final"), one("three_public_expenses", "budget"), by = key
)
classes <- figures[
  figures$stage == "final" & figures$fund == "" & nchar(figures$function_code) == 3 &
    figures$concept == paste0("function_", figures$function_code),
]
classes <- classes[order(classes$scope_id, classes$fiscal_year, -classes$value), ]
classes <- classes[!duplicated(classes[, c("scope_id", "fiscal_year")]), ]
cat("question,body,year,answer\n")
lines <- c(
  told("personnel_share", share, round(share$value.x / share$value.y * 100, 2)),
  told("final_minus_budget", over, round(over$value.x - over$value.y, 2)),
  told("largest_class", classes, classes$function_code)
)
cat(sort(lines), sep = "\n")
