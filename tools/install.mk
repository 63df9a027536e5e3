# Installing and packaging. Included by the Makefile.
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
SHARE    ?= $(PREFIX)/share
DOCDIR   ?= $(SHARE)/doc/actfn
RELEASE  ?= bookworm

# The program prints its own manual page and completions; these are their places and its words.
MAN      := man/man1/actfn.1
BASH     := bash-completion/completions/actfn
ZSH      := zsh/site-functions/_actfn
FISH     := fish/vendor_completions.d/actfn.fish
PRINTED  := $(MAN) $(BASH) $(ZSH) $(FISH)
$(BUILD)/share/$(MAN):  private WORDS := man
$(BUILD)/share/$(BASH): private WORDS := completion bash
$(BUILD)/share/$(ZSH):  private WORDS := completion zsh
$(BUILD)/share/$(FISH): private WORDS := completion fish
$(PRINTED:%=$(BUILD)/share/%): $(BUILD)/actfn
	@mkdir -p $(@D) && $< $(WORDS) > $@

DOCUMENTS := README.md CONTRIBUTING.md CHANGELOG.md LICENSE \
             $(wildcard docs/*.md docs/lessons/*.md docs/images/*.png)
# One file with its directories: $(call put,MODE,FROM,TO)
put       = install -d '$(DESTDIR)$(dir $(3))' && install -m $(1) $(2) '$(DESTDIR)$(3)' &&
install: all $(PRINTED:%=$(BUILD)/share/%)
	@$(call put,755,$(BUILD)/actfn,$(BINDIR)/actfn) \
	    $(foreach f,$(PRINTED),$(call put,644,$(BUILD)/share/$(f),$(SHARE)/$(f))) \
	    $(foreach f,$(DOCUMENTS),$(call put,644,$(f),$(DOCDIR)/$(f))) \
	    echo 'installed in $(DESTDIR)$(PREFIX)'
uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/actfn' $(PRINTED:%='$(DESTDIR)$(SHARE)/%')
	rm -rf '$(DESTDIR)$(DOCDIR)'

deb: all
	@packaging/deb.sh $(BUILD) $(VERSION)
# What the last commit has, with the time of that commit: the same bytes each time.
dist:
	git archive --format=tar --prefix=actfn-$(VERSION)/ HEAD | gzip -9n > actfn-$(VERSION).tar.gz
# From a bare Debian to a passing `make check`, in a directory of its own; needs root, debootstrap
# and the network. RELEASE=trixie: that Debian.
bare:
	@tests/run.sh RELEASE=$(RELEASE) tests/bare.sh
.PHONY: install uninstall deb dist bare
