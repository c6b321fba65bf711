"""How a notebook runs: papermill's engine `warm`, its bounds, and what is told of a notebook that failed.

papermill comes first: on import it loads its engines by their entry points, so it must not meet ours half-way.
"""

import papermill.engines  # noqa: F401
