"""Speed, as ratios in one run: what a large company costs against a small one."""
