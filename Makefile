# make            build ./actfn
# make check      all tests; its last line is "N passed, N failed"
#                 make windows: those that gnuplot opens, under Xvfb
#                 make unit, commands, arrows, docs, sanitize, compilers: one kind of them; TESTS='a b': these only
# make lint       clang-tidy, cppcheck, gcc -fanalyzer, shellcheck
# make bench      speed, side by side with other tools where they are installed
# make install    DESTDIR= PREFIX=/usr/local; make uninstall, make deb, make dist
# make coverage   which lines and branches the tests meet, half an hour; SHARE=N: every N-th fault only
# make fuzz       hostile input for SECONDS (default 60) a target, or RUNS of it; TARGETS='csv words': these only
# make lines      random command lines for SECONDS, under sanitizers
# CC=clang works.  V=1 shows whole commands.  DEBUG=1: sanitizers, in build-debug.  BUILD=DIR: another place for what is built.
CC       ?= cc
HOSTCC   ?= $(CC)
DEBUG    ?=
BUILD    ?= build$(if $(DEBUG),-debug)
VERSION  := 0.1.0
# In C an enumerator is an int: clang 19's warning of one among floats has nothing to warn of here, and gcc passes it over.
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla -Wno-enum-float-conversion
HARDEN   := -fstack-protector-strong
OPT      ?= -O2 -g
SYSTEM   := $(shell uname -s)
INCLUDE  := -Isrc -I$(BUILD) -D_GNU_SOURCE -DACTFN_VERSION='"$(VERSION)"'
# ROOM: what a room adds (below); it comes last, so that no CFLAGS from outside takes it back.
FLAGS     = -std=c11 $(OPT) $(WARN) $(HARDEN) -fno-common $(PLACE) -ffile-prefix-map=$(CURDIR)=. $(SANITIZE) \
            $(INCLUDE) $(CPPFLAGS) $(CFLAGS) $(ROOM)
# Kernels: contraction is part of the accuracy argument; no flag may reassociate.
KERNEL   := -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast

# Static where it keeps the start short; the matrix library is loaded by src/linear when it is needed.
ifeq ($(SYSTEM),Darwin)
LIBS     := -lcmark -ljansson -lm
else
# Symbols are bound when first used: binding all of them at the start would make it a tenth longer.
# No -pie: relocating the thousands of pointers in the tables would make every start a tenth longer.
PLACE    := -fno-pie
LINK     := -no-pie -Wl,--as-needed -Wl,-z,relro -Wl,-z,lazy
LIBS     := -l:libcmark.a -l:libjansson.a -ldl -lm -lpthread
endif
ifneq ($(DEBUG),)
OPT       = -O1 -g
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
else
INCLUDE  += -D_FORTIFY_SOURCE=2
endif

say       = $(if $(V),,@echo '  $(1)'; )

ROOMS    := base activation linear network input parse report experiment render plot guide cli command
SOURCES  := $(wildcard $(ROOMS:%=src/%/*.c))
OBJECTS  := $(SOURCES:src/%.c=$(BUILD)/%.o)
EMBEDDED := $(sort $(wildcard plots/*.gp plots/page.*))
LESSONS  := $(sort $(wildcard docs/lessons/*.md))
TEXTS    := docs/manual.md docs/lessons/style.css
UNIT     := $(sort $(wildcard tests/unit/test_*.c))
HELPERS  := $(filter-out $(UNIT),$(wildcard tests/unit/*.c))
PROGRAMS := $(UNIT:tests/unit/%.c=$(BUILD)/tests/%)
COMMANDS := $(sort $(wildcard tests/commands/*.bats))

ifeq ($(BUILD),build)
all: actfn
actfn: $(BUILD)/actfn
	@ln -f $< $@ 2>/dev/null || cp $< $@
else
all: $(BUILD)/actfn
endif

$(BUILD)/actfn: $(BUILD)/main.o $(BUILD)/libactfn.a
	$(call say,link    $@)$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS) $(LDLIBS)
# The list of objects is a dependency too: a file that is gone leaves the archive.
$(BUILD)/libactfn.a: $(OBJECTS) $(BUILD)/objects
	@rm -f $@
	$(call say,archive $@)$(AR) rcs $@ $(OBJECTS)

$(BUILD)/activation/%.o: private ROOM := $(KERNEL)
$(BUILD)/linear/%.o: private ROOM := -O3
$(BUILD)/linear/gemm.o: private ROOM := $(KERNEL)
$(BUILD)/network/%.o: private ROOM := $(KERNEL)
$(BUILD)/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,compile $<)$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

# Another compiler, flag or version makes everything anew; the same ones touch nothing.
remember = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' > $@
$(BUILD)/flags: FORCE
	$(call remember,$(CC) $(shell $(CC) -dumpfullversion -dumpversion) $(FLAGS) $(KERNEL) $(LINK) $(LDFLAGS) $(LIBS) $(LDLIBS))
$(BUILD)/objects: FORCE
	$(call remember,$(OBJECTS) $(EMBEDDED) $(LESSONS))

# The scripts of plots/ travel in the binary.
$(BUILD)/embed: tools/embed.c
	@mkdir -p $(@D)
	$(call say,compile $<)$(HOSTCC) -std=c11 -O1 -o $@ $<
$(BUILD)/scripts.h: $(BUILD)/embed $(EMBEDDED) $(BUILD)/objects
	$(call say,embed   $@)$(BUILD)/embed $(EMBEDDED) > $@.new && mv $@.new $@
$(BUILD)/plot/embedded.o: $(BUILD)/scripts.h
# So do the lessons, the manual's text and the style of the lessons' pages.
$(BUILD)/lessons.h: $(BUILD)/embed $(LESSONS) $(BUILD)/objects
	$(call say,embed   $@)$(BUILD)/embed $(LESSONS) > $@.new && mv $@.new $@
$(BUILD)/pages.h: $(BUILD)/embed $(TEXTS)
	$(call say,embed   $@)$(BUILD)/embed $(TEXTS) > $@.new && mv $@.new $@
$(BUILD)/guide/lessons.o: $(BUILD)/lessons.h $(BUILD)/pages.h

# The commands that are there.
$(BUILD)/commands.h: $(wildcard src/command/*.c) $(BUILD)/objects
	$(call say,gather  $@)tools/commands.sh src/command/*.c > $@.new && mv $@.new $@
$(BUILD)/command/commands.o: $(BUILD)/commands.h

# Powers of ten for the shortest decimals.
$(BUILD)/powers: tools/powers.c
	@mkdir -p $(@D)
	$(call say,compile $<)$(HOSTCC) -std=c11 -O1 -o $@ $<
$(BUILD)/powers.h: $(BUILD)/powers
	$(call say,make    $@)$(BUILD)/powers > $@.new && mv $@.new $@
$(BUILD)/base/shortest.o: $(BUILD)/powers.h

# ---- tests: a unit test is one program; what several share stands beside them without test_ ---------
TESTLIBS := -lcmocka -lmpfr -lgmp
$(BUILD)/tests/%.o: tests/unit/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,compile $<)$(CC) $(FLAGS) -Itests/unit -MMD -MP -c -o $@ $<
$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(HELPERS:tests/unit/%.c=$(BUILD)/tests/%.o) $(BUILD)/libactfn.a
	$(call say,link    $@)$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(TESTLIBS) $(LIBS) $(LDLIBS)
.SECONDARY: $(PROGRAMS:=.o) $(HELPERS:tests/unit/%.c=$(BUILD)/tests/%.o)

# TESTS='number gelu.bats': only those.
pick      = $(if $(TESTS),$(foreach t,$(TESTS),$(filter %$(t) %$(t).bats %$(t).sh,$(1))),$(1))
SUITE_PROGRAM ?= $(BUILD)/actfn
SUITE     = ACTFN=$(SUITE_PROGRAM) $(call pick,$(PROGRAMS) $(COMMANDS))
SELF     := $(MAKE) --no-print-directory
DOCS     := tests/documents.sh
tests: $(BUILD)/actfn $(PROGRAMS)

unit: $(PROGRAMS)
	@tests/run.sh $(call pick,$(PROGRAMS))
commands: all
	@tests/run.sh ACTFN=$(BUILD)/actfn $(call pick,$(COMMANDS))
arrows:
	@tests/run.sh tests/arrows.sh
# Real windows on a display of its own, where Xvfb is; no part of check.
windows: all
	@ACTFN=$(CURDIR)/$(BUILD)/actfn tests/windows.sh
docs: all
	@tests/run.sh ACTFN=$(BUILD)/actfn $(DOCS)
compilers:
	@tests/run.sh tests/compilers.sh
sanitize:
	+@$(SELF) DEBUG=1 BUILD=build-debug tests
	+@$(SELF) DEBUG=1 BUILD=build-debug suite
# A share of each; `make torture` has the whole.
TORTURE  := $(foreach p,alloc syscalls signals outputs environment limits memcheck mutate,PART=$(p) tests/torture.sh)
suite: tests
	@tests/run.sh $(SUITE)
check: all tests
	+@$(SELF) DEBUG=1 BUILD=build-debug tests
	@tests/run.sh tests/arrows.sh tests/compilers.sh tests/fuzz/run.sh tests/reproducible.sh $(TORTURE) $(SUITE) $(DOCS) \
	    ACTFN=build-debug/actfn $(subst $(BUILD)/,build-debug/,$(call pick,$(PROGRAMS))) $(call pick,$(COMMANDS))

# ---- lint ------------------------------------------------------------------------------------------
SHELLS   := $(wildcard tools/*.sh tests/*.sh tests/*/*.sh tests/*/*/*.sh packaging/*.sh .ci/run)
CHECKED   = $(SOURCES) src/main.c $(UNIT) $(HELPERS) tools/embed.c tools/powers.c $(wildcard tests/bench/*.c tests/fuzz/*.c tests/torture/*.c)
# fail_alloc.c is malloc itself: what it hands out looks like a leak.
ANALYZED  = $(SOURCES) src/main.c tools/embed.c tools/powers.c $(filter-out %/fail_alloc.c,$(wildcard tests/torture/*.c))
lint: $(BUILD)/scripts.h $(BUILD)/lessons.h $(BUILD)/pages.h $(BUILD)/powers.h
	@printf '%s\n' $(CHECKED) | xargs -P 2 -n 1 \
	    sh -c 'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- $(filter-out -DACTFN%,$(INCLUDE)) -DACTFN_VERSION="\"0\"" -Itests/unit -std=c11 2>/dev/null' sh
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	    --suppressions-list=tests/cppcheck.txt -Isrc -I$(BUILD) -Itests/unit -D_GNU_SOURCE -D__GNUC__=12 -DACTFN_VERSION='"$(VERSION)"' \
	    $(CHECKED)
	@printf '%s\n' $(ANALYZED) | xargs -P 2 -n 1 \
	    gcc -fanalyzer -Werror -O1 -std=c11 $(filter-out -DACTFN%,$(INCLUDE)) -DACTFN_VERSION='"0"' -c -o /dev/null
	shellcheck -x -P SCRIPTDIR $(SHELLS)
	shellcheck --shell=bats --severity=warning $(COMMANDS)

# ---- bench -----------------------------------------------------------------------------------------
$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/libactfn.a
	@mkdir -p $(@D)
	$(call say,link    $@)$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS) $(LDLIBS)
bench: all $(BUILD)/bench/race $(BUILD)/bench/empty $(BUILD)/bench/kernels $(BUILD)/bench/number $(BUILD)/bench/write \
    $(BUILD)/bench/products $(BUILD)/bench/ffn
	@tests/bench/run.sh $(BUILD)

# ---- fuzz: clang's libFuzzer (Debian: libclang-rt-dev); what it finds stands in build-fuzz -----------
FUZZERS  := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
SECONDS  ?= 60
# Only the rooms that read what comes from outside, kernels not optimised: a minute of compiling less. Comparisons are
# not traced: the dictionaries and the corpus have the words, and most targets run twice as fast without.
FUZZING   = CC=clang BUILD=build-fuzz DEBUG=1 ROOMS='base activation input parse report plot guide' KERNEL='$(KERNEL:-O3=-O1)' \
            OPT='-O2 -gline-tables-only -fsanitize=fuzzer-no-link,float-cast-overflow -fno-sanitize-coverage=trace-cmp \
            -fsanitize-coverage-ignorelist=tests/fuzz/kernels.txt'
fuzz:
	@EACH=$(SECONDS) RUNS=$(RUNS) TARGETS='$(TARGETS)' tests/fuzz/run.sh
# Whole command lines, random, for the program with sanitizers; SEED=N: those again.
lines:
	+@$(SELF) DEBUG=1 BUILD=build-debug build-debug/actfn
	@SECONDS=$(SECONDS) tests/fuzz/command_lines.sh
fuzzers:
	+@$(SELF) $(FUZZING) $(FUZZERS:%=build-fuzz/%)
comma    := ,
wrap     := $(addprefix -Wl$(comma)--wrap=,open stat fstat close read pread)
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/memory.c tests/fuzz/fuzz.h $(BUILD)/tests/drain.o $(BUILD)/libactfn.a
	$(call say,link    $@)$(CC) $(FLAGS) -Itests/unit $(LINK) $(LDFLAGS) $(wrap) -fsanitize=fuzzer -o $@ \
	    $(filter-out %.h,$^) $(LIBS) $(LDLIBS)

# ---- install: DESTDIR=, PREFIX=; manual and completions are what the program says of itself -----------------
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
SHARE    ?= $(PREFIX)/share
DOCDIR   ?= $(SHARE)/doc/actfn
PAGES    := README.md CHANGELOG.md LICENSE $(wildcard docs/*.md docs/lessons/*.md docs/images/*.png)
MADE     := man/man1/actfn.1 bash-completion/completions/actfn zsh/site-functions/_actfn fish/vendor_completions.d/actfn.fish
$(BUILD)/share/%/actfn.1: $(BUILD)/actfn
	@mkdir -p $(@D) && $< man > $@
$(BUILD)/share/bash%/actfn: $(BUILD)/actfn
	@mkdir -p $(@D) && $< completion bash > $@
$(BUILD)/share/zsh/%/_actfn: $(BUILD)/actfn
	@mkdir -p $(@D) && $< completion zsh > $@
$(BUILD)/share/fish/%/actfn.fish: $(BUILD)/actfn
	@mkdir -p $(@D) && $< completion fish > $@
# One file with its directories: $(call put,MODE,FROM,TO)
put       = install -d '$(DESTDIR)$(dir $(3))' && install -m $(1) $(2) '$(DESTDIR)$(3)' &&
install: all $(MADE:%=$(BUILD)/share/%)
	@$(call put,755,$(BUILD)/actfn,$(BINDIR)/actfn) $(foreach f,$(MADE),$(call put,644,$(BUILD)/share/$(f),$(SHARE)/$(f))) \
	    $(foreach f,$(PAGES),$(call put,644,$(f),$(DOCDIR)/$(f))) echo 'installed in $(DESTDIR)$(PREFIX)'
uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/actfn' $(MADE:%='$(DESTDIR)$(SHARE)/%')
	rm -rf '$(DESTDIR)$(DOCDIR)'
deb: all
	@packaging/deb.sh $(BUILD) $(VERSION)
# What git has, and nothing else, with the time of the commit: the same bytes each time.
dist:
	git archive --format=tar --prefix=actfn-$(VERSION)/ HEAD | gzip -9n > actfn-$(VERSION).tar.gz
# The whole way from a bare Debian or Ubuntu, in a directory; needs root, debootstrap and the network. RELEASE=trixie: that one.
RELEASE  ?= bookworm
bare:
	@tests/run.sh RELEASE=$(RELEASE) tests/bare.sh
# The README's picture, by the program itself.
images: all
	./actfn plot gelu -o docs/images/gelu.png --size 960x540

# The pictures of docs/gallery.md, by its own commands.
gallery: all
	tools/gallery.sh ./actfn
# Faults of every kind, hours of them: SHARE=20 tries every twentieth. `make check` has a share of each.
torture: all tests
	@ACTFN=./actfn tests/torture.sh

# Lines and branches met by all tests, a share of the faults included.
coverage:
	@tests/coverage/run.sh

clean:
	rm -rf build build-* actfn
FORCE:
.PHONY: all tests unit commands arrows windows docs compilers sanitize suite check lint bench fuzz lines fuzzers install uninstall deb dist bare images gallery torture coverage clean FORCE
-include $(OBJECTS:.o=.d) $(BUILD)/main.d $(wildcard $(BUILD)/tests/*.d)

