# make            build ./actfn
# make check      all tests            make unit, commands, sanitize, arrows: one kind of them
# make lint       clang-tidy, cppcheck, shellcheck
# make bench      speed, side by side with other tools where they are installed
# DEBUG=1: -O1 -g and sanitizers.  CC=clang works.  BUILD=DIR: another place for what is built.
CC       ?= cc
HOSTCC   ?= cc
BUILD    ?= build
VERSION  := 0.1.0
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla
OPT      ?= -O2 -g
CPPFLAGS += -Isrc -I$(BUILD) -D_GNU_SOURCE -DACTFN_VERSION='"$(VERSION)"'
CFLAGS   += -std=c11 $(OPT) $(WARN) -fno-common
# Kernels: contraction is part of the accuracy argument; no flag may reassociate.
KERNEL   := -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast
LDLIBS   += -l:libcmark.a -l:libjansson.a -ldl -lm -lpthread

ROOMS    := base activation linear network input parse report render plot guide command
SOURCES  := $(wildcard $(ROOMS:%=src/%/*.c))
OBJECTS  := $(SOURCES:src/%.c=$(BUILD)/%.o)
EMBEDDED := $(wildcard plots/*.gp)

ifdef DEBUG
OPT      := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDFLAGS  += -fsanitize=address,undefined
endif

all: actfn
actfn: $(BUILD)/main.o $(BUILD)/libactfn.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(BUILD)/libactfn.a: $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/activation/%.o: CFLAGS += $(KERNEL)
$(BUILD)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The scripts of plots/ travel in the binary.
$(BUILD)/embed: tools/embed.c
	@mkdir -p $(@D)
	$(HOSTCC) -std=c11 -O1 -o $@ $<
$(BUILD)/scripts.h: $(BUILD)/embed $(EMBEDDED)
	$(BUILD)/embed $(EMBEDDED) > $@.new && mv $@.new $@
$(BUILD)/plot/script.o: $(BUILD)/scripts.h

clean:
	rm -rf $(BUILD) actfn
.PHONY: all clean
-include $(OBJECTS:.o=.d) $(BUILD)/main.d
