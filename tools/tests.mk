# Tests and checks. Included by the Makefile, whose flags and lists they use.
# tests/unit/test_NAME.c is a program, linked with the other files of that directory.
UNIT     := $(sort $(wildcard tests/unit/test_*.c))
PROGRAMS := $(UNIT:tests/unit/%.c=$(BUILD)/tests/%)
SHARED   := $(filter-out $(UNIT),$(wildcard tests/unit/*.c))
HELPERS  := $(SHARED:tests/unit/%.c=$(BUILD)/tests/%.o)
COMMANDS := $(sort $(wildcard tests/commands/*.bats))
pick      = $(if $(TESTS),$(foreach t,$(TESTS),$(filter %$(t) %$(t).bats,$(1))),$(1))
PICKED   := $(call pick,$(PROGRAMS))
SUITE_PROGRAM ?= $(BUILD)/actfn
SUITE     = ACTFN=$(SUITE_PROGRAM) $(PICKED) $(call pick,$(COMMANDS))
# Under the sanitizers: the unit programs but those that compute for minutes, and a list of command
# lines. All of the suite again is `make sanitize`.
LONG      := test_exercise test_proof test_rounding test_hostile test_kernels
SHORT     = $(filter-out $(LONG:%=build-debug/tests/%),$(PICKED:$(BUILD)/%=build-debug/%))
# A part of each torture; `make torture` runs all of them whole.
FAULTS   := alloc syscalls signals outputs environment limits machine memcheck mutate
TORTURE  := $(FAULTS:%=PART=% tests/torture.sh)

$(BUILD)/tests/%.o: tests/unit/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,compile $<)$(COMPILE) -Itests/unit
$(PROGRAMS): %: %.o $(HELPERS) $(BUILD)/libactfn.a
	$(call say,link    $@)$(LINKED) -lcmocka -lmpfr -lgmp $(LIBRARIES)

tests: $(BUILD)/actfn $(PROGRAMS)
picked: $(BUILD)/actfn $(PICKED)
unit: $(PICKED)
	@tests/run.sh $(PICKED)
commands: all
	@tests/run.sh ACTFN=$(BUILD)/actfn $(call pick,$(COMMANDS))
docs: all
	@tests/run.sh ACTFN=$(BUILD)/actfn tests/documents.sh
arrows: all
	@tests/run.sh BUILD=$(BUILD) tests/arrows.sh
suite: picked
	@tests/run.sh $(SUITE)
sanitize:
	+@$(SANITIZED) suite
check: all picked
	+@$(SANITIZED) picked $(if $(BY_CLANG),$(FUZZERS))
	@tests/run.sh tests/arrows.sh tests/format.sh tests/fuzz/run.sh tests/reproducible.sh \
	    $(TORTURE) 'ACTFN=$(SUITE_PROGRAM) INVALID_SHARE=13' $(PICKED) $(call pick,$(COMMANDS)) tests/documents.sh \
	    ACTFN=build-debug/actfn $(SHORT) tests/sanitized.sh
# Windows on a display of their own, where Xvfb is installed; not a part of check.
windows: all
	@ACTFN=$(CURDIR)/$(BUILD)/actfn tests/windows.sh
torture: all tests
	@ACTFN=./actfn tests/torture.sh
tsan:
	@tests/tsan.sh
coverage:
	@tests/coverage/run.sh
lint: $(GENERATED)
	@tools/lint.sh $(BUILD)
.PHONY: tests picked unit commands docs arrows suite sanitize check windows torture \
    tsan coverage lint
.SECONDARY: $(PROGRAMS:=.o) $(HELPERS)
-include $(wildcard $(BUILD)/tests/*.d)
