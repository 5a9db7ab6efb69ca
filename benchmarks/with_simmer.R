# The peer in simmer as its vignettes write it: a trajectory a kind of need, a resource a pool.
#
#   Rscript with_simmer.R SEED NETWORK RECORDS    NETWORK: as benchmarks/network.py describes it
#
# Clients with several needs are drawn beforehand, many at once, as a data frame of arrivals a kind. simmer itself
# monitors who waited how long. RECORDS becomes pairs of doubles: when a piece of work began and how long it had
# waited. Prints CPU seconds, from the first draw to the finished records, and what the system says of its memory
# before and after.
suppressPackageStartupMessages(library(simmer))

words <- commandArgs(trailingOnly = TRUE)
numbers <- scan(words[2], quiet = TRUE)
following <- function(count) {
  taken <- numbers[seq_len(count)]
  numbers <<- numbers[-seq_len(count)]
  taken
}
given <- following(3)
kinds <- lapply(seq_len(given[3]), function(kind) {
  said <- following(2)
  list(chance = said[1], pools = matrix(following(3 * said[2]), nrow = 3))
})

arrivals <- function(rate, horizon, chances) {
  times <- cumsum(rexp(ceiling(rate * horizon + 6 * sqrt(rate * horizon)) + 16, rate))
  times <- times[times < horizon]
  comes <- matrix(FALSE, length(times), length(chances))
  while (length(nothing <- which(rowSums(comes) == 0)) > 0) {
    luck <- matrix(runif(length(nothing) * length(chances)), ncol = length(chances))
    comes[nothing, ] <- sweep(luck, 2, chances, "<")
  }
  lapply(seq_along(chances), function(kind) data.frame(time = times[comes[, kind]]))
}

need <- function(pools, names) {
  path <- trajectory()
  for (step in seq_along(names)) local({
    rate <- 1 / pools[2, step]
    chance <- pools[3, step]
    path <<- path %>%
      seize(names[step]) %>%
      timeout(function() rexp(1, rate)) %>%
      release(names[step])
    if (chance > 0) path <<- path %>% rollback(3, check = function() runif(1) < chance)
  })
  path
}

simulate <- function(horizon) {
  office <- simmer("office")
  come <- arrivals(given[1], horizon, sapply(kinds, `[[`, "chance"))
  for (kind in seq_along(kinds)) {
    pools <- kinds[[kind]]$pools
    names <- paste0("pool", kind, "_", seq_len(ncol(pools)))
    for (step in seq_along(names)) office %>% add_resource(names[step], pools[1, step], mon = FALSE)
    office %>%
      add_dataframe(paste0("need", kind, "_"), need(pools, names), come[[kind]], time = "absolute")
  }
  office %>% run(horizon)
  done <- get_mon_arrivals(office, per_resource = TRUE)
  began <- done$end_time - done$activity_time
  cbind(began, began - done$start_time)
}

set.seed(as.integer(words[1]))
invisible(simulate(given[2] / 100)) # what is loaded or compiled at first use stays outside the clock
tell_memory <- function() {
  if (file.exists("/proc/self/status")) cat(readLines("/proc/self/status"), sep = "\n")
}
tell_memory()
from <- proc.time()
records <- simulate(given[2])
to <- proc.time()
cat("\nseconds:", sum((to - from)[c("user.self", "sys.self")]), "\n")
tell_memory()
out <- file(words[3], "wb")
writeBin(as.vector(t(records)), out)
close(out)
