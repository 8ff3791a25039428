"""`python -m esgdesk`."""

import sys

from esgdesk.main import main

sys.exit(main())
