# Programs linked with the library that are no tests of their own: benchmarks and fuzz targets.
# Included by the Makefile, whose flags they use.

# ---- make bench writes docs/performance.md -------------------------------------------------------
BENCHES  := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
$(BENCHES): $(BUILD)/%: tests/%.c $(BUILD)/libactfn.a
	@mkdir -p $(@D)
	$(call say,link    $@)$(LINKED) $(LIBRARIES)
bench: all $(BENCHES)
	@tests/bench/run.sh $(BUILD)
# Two commits beside each other: make bench-commits OLD=HEAD~10 NEW=HEAD
bench-commits:
	@tests/bench/commits.sh $(OLD) $(NEW)

# ---- make fuzz: clang's libFuzzer (Debian: libclang-rt-dev); findings are in build-fuzz -----------
# SECONDS or RUNS for each target; TARGETS='csv words': only these. run.sh makes `fuzzers`.
SECONDS  ?= 60
FUZZERS  := $(patsubst tests/fuzz/%.c,build-debug/%,$(wildcard tests/fuzz/fuzz_*.c))
# One build for the sanitized tests and for fuzzing, by clang where it is: one of each is a minute
# less, and a second compiler sees all of it. The kernels are at -O1, which compiles a minute faster.
# Comparisons are not traced: the dictionaries and the corpus have the words, and most targets run
# twice as fast without tracing.
COVERED  := -fsanitize=fuzzer-no-link,float-cast-overflow -fno-sanitize-coverage=trace-cmp \
            -fsanitize-coverage-ignorelist=tests/fuzz/kernels.txt
LIBFUZZER := $(shell clang -print-file-name=libclang_rt.fuzzer-$(shell uname -m).a 2>/dev/null)
BY_CLANG  = $(if $(wildcard $(LIBFUZZER)),CC=clang KERNEL='$(KERNEL:-O3=-O1)' \
            OPT='-O1 -gline-tables-only -Werror $(COVERED)')
SANITIZED = $(MAKE) --no-print-directory DEBUG=1 BUILD=build-debug $(BY_CLANG)
fuzz:
	@EACH=$(SECONDS) RUNS=$(RUNS) TARGETS='$(TARGETS)' tests/fuzz/run.sh
fuzzers:
	+@$(SANITIZED) $(FUZZERS)
# tests/fuzz/memory.c gives the program bytes in memory where it opens a file.
comma    := ,
WRAP     := $(addprefix -Wl$(comma)--wrap=,open stat fstat close read pread)
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/memory.c tests/fuzz/fuzz.h $(BUILD)/tests/drain.o \
    $(BUILD)/tests/zip_file.o $(BUILD)/libactfn.a
	$(call say,link    $@)$(LINKED) -Itests/unit $(WRAP) -fsanitize=fuzzer $(LIBRARIES)
# Random command lines for the program with sanitizers; SEED=N repeats those of a run.
lines:
	+@$(SANITIZED) build-debug/actfn
	@SECONDS=$(SECONDS) tests/fuzz/command_lines.sh
.PHONY: bench bench-commits fuzz fuzzers lines
