# The front door. Every verb is the same line into `python3 -m ezlib`, which also works without make.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
JAAR ?=
GEMEENTE ?=

# Everything else that was typed goes along, so a misspelt parameter (JAARR=2024) is caught instead of ignored.
# EZ_* settings reach Python through the environment.
OVERIG = $(filter-out PYTHON=% JAAR=% GEMEENTE=% EZ_%,$(MAKEOVERRIDES))

define ezlib
@command -v $(PYTHON) >/dev/null 2>&1 || { \
	echo "Fout: $(PYTHON) is niet gevonden. Installeer Python 3.11 of nieuwer" \
	"(Debian: apt install python3 python3-venv), of wijs een andere aan: make $@ PYTHON=python3.12" >&2; exit 1; }; \
exec $(PYTHON) -m ezlib $@ "JAAR=$(JAAR)" "GEMEENTE=$(GEMEENTE)" $(OVERIG)
endef

.PHONY: yearly
yearly: ## maakt de editie van een jaar: cijfers, notebooks, site en tabellen
	$(ezlib)

.PHONY: test
test: ## draait de tests
	$(ezlib)

.PHONY: refresh
refresh: ## haalt nieuwe cijfers op bij de bronnen (de enige opdracht die het netwerk gebruikt)
	$(ezlib)

.PHONY: plan
plan: ## toont wat yearly zou doen, en waarom
	$(ezlib)

.PHONY: lab
lab: ## opent JupyterLab, in het Nederlands, in de map notebooks
	$(ezlib)

.PHONY: check
check: ## controleert code, definities en documentatie
	$(ezlib)

.PHONY: clean
clean: ## verwijdert tussenbestanden en edities; de bronbestanden blijven
	$(ezlib)

.PHONY: help
help: ## toont deze lijst
	@echo 'Gebruik: make <opdracht> [JAAR=2025] [GEMEENTE=GM0637]'
	@echo
	@sed -n 's/^\([a-z]*\): ## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | while IFS='	' read -r verb uitleg; do printf '  %-10s%s\n' "$$verb" "$$uitleg"; done
	@echo
	@echo 'Alle parameters en instellingen: python3 -m ezlib help'
