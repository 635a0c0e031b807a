"""Records what Jinja2 makes of every case of a JSON file, in place: usage: python3 record.py <constructs.json>."""
import json
import pathlib
import subprocess
import sys

path = pathlib.Path(sys.argv[1])
cases = json.loads(path.read_text(encoding="utf-8"))
script = pathlib.Path(__file__).with_name("render.py")
outcomes = json.loads(subprocess.run([sys.executable, script, path], check=True, capture_output=True).stdout)
lines = []
for case, outcome in zip(cases, outcomes):
    kept = {key: case[key] for key in ("name", "template", "variables")}
    lines.append("  " + json.dumps({**kept, **outcome}, ensure_ascii=False))
path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
