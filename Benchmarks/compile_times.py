#!/usr/bin/env python3
"""Measures how long it is from a saved namespace to one that a running server serves: 20 lines with Foundation, and 1000
lines with 77 commands. Prints seconds, and the ratio to plain swiftc -O on the same file: the ratio says more, as it
depends less on the machine. The fastest of RUNS runs counts (scripts/compile-times [RUNS], 5).

GEDIS_TOOL names a gedis that is built already; GEDIS_KIT, where it is set, the folder of its GedisKit module."""
import os, pathlib, subprocess, sys, tempfile, time

runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
root = pathlib.Path(__file__).resolve().parent.parent
tool = os.environ.get("GEDIS_TOOL")
if not tool:
    print("building gedis (the first time takes some minutes)", file=sys.stderr)
    subprocess.run(["swift", "build", "-c", "release", "--product", "gedis"], cwd=root, check=True, stdout=sys.stderr)
    tool = root / ".build/release/gedis"
tool = str(pathlib.Path(tool).resolve())
kit = os.environ.get("GEDIS_KIT") or str(pathlib.Path(tool).parent / "Modules")

small = """import Foundation
import GedisKit

/// Days and texts.
struct Small {
    /// How many days there are between two dates.
    /// - Parameters:
    ///   - from: the first day
    ///   - to: the last day
    func days(_ from: Date, _ to: Date) -> Int {
        Calendar(identifier: .gregorian).dateComponents([.day], from: from, to: to).day ?? 0
    }

    /// A text without white space at its ends.
    func trim(_ text: String) -> String { text.trimmingCharacters(in: .whitespaces) }

    /// A new identifier.
    func id() -> UUID { UUID() }
}
"""

command = """    /// Command {n}: adds numbers.
    ///
    /// It has further help here.
    /// - Parameters:
    ///   - a: the first
    ///   - b: the second
    func c{n}(_ a: Int, _ b: Int, name: String = "x") -> String {{
        let x = a + b * {n}
        var text = name
        for i in 0..<3 {{ text += "\\(x + i)" }}
        return text
    }}

"""
large = "import GedisKit\n\n/// Many.\nstruct Large {\n" + "".join(command.format(n=n) for n in range(77)) + "}\n"


def fastest(work):
    times = []
    for run in range(runs + 1):
        start = time.monotonic()
        work(run)
        times.append(time.monotonic() - start)
    # The first run fills caches.
    return min(times[1:])


with tempfile.TemporaryDirectory(prefix="gedis-compile-") as folder:
    folder = pathlib.Path(folder)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "GEDIS_"))}
    environment |= {"HOME": str(folder), "GEDIS_REPO": str(folder / "instances"), "GEDIS_KIT": kit}
    for name in ["CONFIG", "DATA", "STATE", "CACHE"]:
        environment[f"XDG_{name}_HOME"] = str(folder / name.lower())

    def gedis(*words):
        subprocess.run([tool, *words], check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL)

    gedis("server", "create", "main", "port=0")
    gedis("server", "start", "main", "--detach")
    try:
        for name, text, goal in [("small", small, 1.2), ("large", large, 4.0)]:
            file = folder / f"{name}.swift"

            def add(run):
                file.write_text(text + f"// {run}\n")
                gedis("server", "add", "main", str(file))

            def plain(run):
                subprocess.run(
                    ["swiftc", "-O", "-parse-as-library", "-swift-version", "6", "-I", kit, "-module-cache-path",
                     str(folder / "modules"), "-emit-library", "-o", str(folder / "plain.so"), str(file)], check=True)

            seconds, reference = fastest(add), fastest(plain)
            lines = text.count("\n")
            print(f"{lines} lines: live in {seconds:.2f} s (goal {goal} s), swiftc {reference:.2f} s, "
                  f"ratio {seconds / reference:.1f}", flush=True)
    finally:
        gedis("server", "stop", "main")
