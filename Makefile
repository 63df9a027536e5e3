# make            build ./actfn
# make check      all tests; the last line is "N passed, N failed"
#                 parts of it: unit, commands, arrows, docs, sanitize, suite;
#                 TESTS='number dead' builds and runs only the tests of these names
# make lint       clang-tidy, cppcheck, gcc -fanalyzer, shellcheck
# make bench      speed, compared with other tools where they are installed
# make install    PREFIX=/usr/local DESTDIR=; also uninstall, deb, dist, bare
# make fuzz       hostile input for SECONDS or RUNS per target; make lines: random command lines
# make torture    every fault and every mutant, for hours; make coverage takes half an hour
# make images     the README's picture; make gallery draws those of docs/gallery.md; make manual
#                 and make papers write docs/manual.md and docs/papers.md anew
# Variables: CC=clang; V=1 shows whole commands; DEBUG=1 builds with sanitizers in build-debug;
# BUILD=DIR builds elsewhere. CONTRIBUTING.md explains the tests.
CC       ?= cc
HOSTCC   ?= $(CC)
DEBUG    ?=
BUILD    ?= build$(if $(DEBUG),-debug)
VERSION  := 0.1.0
MODULES  := base activation linear network input parse report experiment render plot guide \
            cli command

# ---- flags ---------------------------------------------------------------------------------------
OPT      ?= -O2 -g
# In C an enumerator is an int, so clang 19's warning about enumerators among floats does not apply.
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla \
            -Wno-enum-float-conversion
INCLUDE  := -Isrc -I$(BUILD) -D_GNU_SOURCE -DACTFN_VERSION='"$(VERSION)"'
# The accuracy argument of the kernels counts on contraction; no flag may reassociate.
KERNEL   := -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast
# MODULE_FLAGS are those of one module (below), last so that no CFLAGS undoes them.
FLAGS     = -std=c11 $(OPT) $(WARN) -fstack-protector-strong -fno-common $(PLACE) $(SANITIZE) \
            -ffile-prefix-map=$(CURDIR)=. $(INCLUDE) $(CPPFLAGS) $(CFLAGS) $(MODULE_FLAGS)
ifeq ($(shell uname -s),Darwin)
LIBS     := -lcmark -ljansson -lz -lm
else
# For a short start, cmark and jansson are static, there is no -pie, and symbols are bound when first
# used: relocating the tables and binding all symbols each make a start a tenth longer. src/linear
# loads the matrix library when it needs one.
PLACE    := -fno-pie
LINK     := -no-pie -Wl,--as-needed -Wl,-z,relro -Wl,-z,lazy
LIBS     := -l:libcmark.a -l:libjansson.a -l:libz.a -ldl -lm -lpthread
endif
ifneq ($(DEBUG),)
OPT       = -O1 -g
SANITIZE := -DSANITIZED -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
else
INCLUDE  += -D_FORTIFY_SOURCE=2
endif
COMPILE   = $(CC) $(FLAGS) -MMD -MP -c -o $@ $<
LINKED    = $(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $(filter %.c %.o %.a,$^)
LIBRARIES = $(LIBS) $(LDLIBS)
say       = $(if $(V),,@echo '  $(1)'; )

# ---- the program ---------------------------------------------------------------------------------
SOURCES  := $(wildcard $(MODULES:%=src/%/*.c))
OBJECTS  := $(SOURCES:src/%.c=$(BUILD)/%.o)

all: $(if $(filter build,$(BUILD)),actfn,$(BUILD)/actfn)
actfn: $(BUILD)/actfn
	@ln -f $< $@ 2>/dev/null || cp $< $@
$(BUILD)/actfn: $(BUILD)/main.o $(BUILD)/libactfn.a
	$(call say,link    $@)$(LINKED) $(LIBRARIES)
$(BUILD)/libactfn.a: $(OBJECTS) $(BUILD)/files
	@rm -f $@
	$(call say,archive $@)$(AR) rcs $@ $(OBJECTS)

$(BUILD)/activation/%.o $(BUILD)/network/%.o: private MODULE_FLAGS := $(KERNEL)
# What frameworks compute: fused only where they fuse.
$(BUILD)/activation/torch.o $(BUILD)/activation/libraries.o: private MODULE_FLAGS := -O3 \
    -fno-math-errno -fno-trapping-math -ffp-contract=off
$(BUILD)/linear/gemm.o: private MODULE_FLAGS := $(KERNEL)
$(BUILD)/linear/%.o: private MODULE_FLAGS := -O3
$(BUILD)/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,compile $<)$(COMPILE)

# ---- generated headers: what the first prerequisite, a tool, prints about the others -------------
SCRIPTS  := $(sort $(wildcard plots/*.gp plots/page.*))
LESSONS  := $(sort $(wildcard docs/lessons/*.md))
EXERCISES := $(sort $(wildcard docs/exercises/*.md))
GENERATED := $(addprefix $(BUILD)/,scripts.h lessons.h exercises.h pages.h commands.h papers.h powers.h)
$(BUILD)/scripts.h: $(BUILD)/embed $(SCRIPTS)
$(BUILD)/lessons.h: $(BUILD)/embed $(LESSONS)
$(BUILD)/exercises.h: $(BUILD)/embed $(EXERCISES)
$(BUILD)/pages.h: $(BUILD)/embed src/cli/manual.md $(addprefix docs/lessons/,style.css slides.css slides.js)
$(BUILD)/commands.h: tools/commands.sh $(sort $(wildcard src/command/*.c))
$(BUILD)/papers.h: tools/papers.sh $(sort $(wildcard src/experiment/paper_*.c))
$(BUILD)/powers.h: $(BUILD)/powers
$(GENERATED): $(BUILD)/files
	$(call say,make    $@)$(filter-out $(BUILD)/files,$^) > $@.new && mv $@.new $@
$(BUILD)/embed $(BUILD)/powers: $(BUILD)/%: tools/%.c
	@mkdir -p $(@D)
	$(call say,compile $<)$(HOSTCC) -std=c11 -O1 -o $@ $<
$(OBJECTS): | $(GENERATED)

# These files change when the compiler, a flag or the list of sources changes, and only then.
remember  = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' >$@.new; \
            if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
$(BUILD)/flags: FORCE
	$(call remember,$(CC) $(shell $(CC) -dumpfullversion -dumpversion) $(FLAGS) $(KERNEL) \
	    $(LINK) $(LDFLAGS) $(LIBRARIES))
$(BUILD)/files: FORCE
	$(call remember,$(OBJECTS) $(SCRIPTS) $(LESSONS) $(EXERCISES))

# ---- everything else -----------------------------------------------------------------------------
# These need the flags and directories of this file, so they are fragments of it and not scripts.
include tools/tests.mk tools/programs.mk tools/install.mk

images: all
	./actfn plot gelu -o docs/images/gelu.png --size 960x540
manual: all
	tools/manual.sh ./actfn > docs/manual.md
gallery: all
	tools/gallery.sh ./actfn
papers: all
	tools/papers_page.sh ./actfn > docs/papers.md.new && mv docs/papers.md.new docs/papers.md
clean:
	rm -rf build build-* actfn
FORCE:
.PHONY: all images manual gallery papers clean FORCE
-include $(OBJECTS:.o=.d) $(BUILD)/main.d
