#!/usr/bin/env python3
"""Records the console for the README: drives the real program in a pseudo-terminal and draws what it shows.

    cargo build --release
    python3 -m venv target/record && target/record/bin/pip install pyte
    target/record/bin/python assets/dev/record.py

Writes assets/pictures/users.svg (a still) and assets/pictures/tour.svg (an animation of about 20 seconds), and the text of
their screens beside them, by which `cargo test --test suite console::pictures` notices that they are out of date. Every frame is a screen
of the program; only the pauses between them are set here. Needs Linux or macOS and pyte (a terminal emulator).
"""

import argparse
import html
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata

try:
    import fcntl
    import termios

    import pyte
except ImportError as error:
    sys.exit(f"record.py: {error}\n{__doc__}")

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PICTURES = REPOSITORY / "assets" / "pictures"
COLUMNS, ROWS = 100, 26
# The size of a character cell and the margin around the screen, in SVG units.
CELL_WIDTH, CELL_HEIGHT, MARGIN = 9, 18, 12
# The line between two screens in a text.
BETWEEN = "=" * COLUMNS
# The seconds from which the text has a frame.
LONG = 0.5
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
FOREGROUND, BACKGROUND = "#d8d8d8", "#101216"
PALETTE = {
    "black": "#3b4048", "red": "#e06c75", "green": "#7fd88f", "brown": "#e5c07b", "blue": "#61afef", "magenta": "#c678dd",
    "cyan": "#56d8d8", "white": "#d8d8d8", "brightblack": "#808792", "brightred": "#ff7b86", "brightgreen": "#98e8a6",
    "brightbrown": "#ffd98f", "brightblue": "#7cc0ff", "brightmagenta": "#dc96f0", "brightcyan": "#7ff0f0",
    "brightwhite": "#ffffff",
}
PASSWORD = "seven quiet lanterns"
USERS = """username,password,is_active,is_superuser
anna,{0} a,true,true
bert,{0} b,true,false
carla,{0} c,false,false
david,{0} d,true,false
elena,{0} e,false,false
felix,{0} f,true,false
"""


class Recording:
    """The program in a pseudo-terminal, its screen, and the frames recorded so far."""

    def __init__(self, command, directory, environment):
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.frames = []
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.chdir(directory)
            os.execve(command[0], command, environment)

    def text(self):
        return "\n".join(self.screen.display)

    def read(self, seconds):
        """Reads what the program writes within a time; False if it writes nothing."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return False
        try:
            self.stream.feed(os.read(self.terminal, 65536))
        except OSError:
            return False
        return True

    def settle(self, quiet=0.25, limit=3.0):
        """Reads until the program is quiet."""
        end = time.monotonic() + limit
        while time.monotonic() < end and self.read(quiet):
            pass

    def wait(self, pattern, limit=60):
        """Reads until the screen matches, and until the program is quiet."""
        end = time.monotonic() + limit
        while not re.search(pattern, self.text()):
            if time.monotonic() > end:
                self.close()
                sys.exit(f"record.py: {pattern!r} did not appear; the screen was:\n{self.text()}")
            self.read(0.1)
        self.settle()
        return self

    def show(self, seconds):
        """Records the screen for a time; an unchanged screen is shown longer."""
        rows = tuple(draw_row([self.screen.buffer[y][x] for x in range(COLUMNS)]) for y in range(ROWS))
        if self.frames and self.frames[-1][0] == rows:
            self.frames[-1][1] += seconds
        else:
            self.frames.append([rows, seconds, "\n".join(line.rstrip() for line in self.screen.display)])
        return self

    def press(self, keys, seconds=0.0, pattern=None):
        """Sends keys at once, waits for the pattern if there is one, and shows the result."""
        os.write(self.terminal, keys.encode())
        if pattern:
            self.wait(pattern)
        else:
            self.settle()
        return self.show(seconds) if seconds else self

    def type(self, text, seconds=0.06):
        """Types character by character."""
        for character in text:
            os.write(self.terminal, character.encode())
            self.settle(quiet=0.08)
            self.show(seconds)
        return self

    def close(self):
        os.close(self.terminal)
        try:
            os.kill(self.process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)


def colour(name, default):
    if name == "default":
        return default
    return PALETTE.get(name) or f"#{name}"


def draw_row(cells):
    """One row of the screen as SVG elements, at y = 0."""
    spans, column = [], 0
    for cell in cells:
        foreground, background = colour(cell.fg, FOREGROUND), colour(cell.bg, BACKGROUND)
        if cell.reverse:
            foreground, background = background, foreground
        style = (foreground, background, cell.bold, cell.underscore)
        # The second half of a wide character has no text of its own.
        width = 1 if cell.data else 0
        if unicodedata.east_asian_width(cell.data[:1] or " ") in "WF":
            width = 2
        if spans and spans[-1][0] == style:
            spans[-1][2] += cell.data
            spans[-1][3] += width
        else:
            spans.append([style, column, cell.data, width])
        column += width
    drawn = []
    for (foreground, background, bold, underlined), start, text, width in spans:
        if background != BACKGROUND:
            drawn.append(f'<rect x="{start * CELL_WIDTH}" width="{width * CELL_WIDTH}" height="{CELL_HEIGHT}" fill="{background}"/>')
        # Text that several blanks separate is placed piece by piece, so that columns stay aligned whatever the font.
        for piece in re.finditer(r"\S+(?: \S+)*", text):
            x, length = (start + piece.start()) * CELL_WIDTH, len(piece.group()) * CELL_WIDTH
            weight = ' font-weight="bold"' if bold else ""
            line = ' text-decoration="underline"' if underlined else ""
            fill = f' fill="{foreground}"' if foreground != FOREGROUND else ""
            drawn.append(f'<text x="{x}" y="14" textLength="{length}"{fill}{weight}{line}>{html.escape(piece.group(), False)}</text>')
    return "".join(drawn)


def write_svg(path, frames, title):
    """Writes frames as one SVG; several are a film strip, moved by a CSS animation without scripts."""
    rows, width, height = {}, COLUMNS * CELL_WIDTH, ROWS * CELL_HEIGHT
    strip = []
    for number, (frame, _, _) in enumerate(frames):
        strip.append(f'<g transform="translate({number * width})">')
        for y, row in enumerate(frame):
            if row:
                name = rows.setdefault(row, f"r{len(rows)}")
                strip.append(f'<use href="#{name}" y="{y * CELL_HEIGHT}"/>')
        strip.append("</g>")
    style = f"text{{font:15px {FONT};white-space:pre}}"
    if len(frames) > 1:
        total, passed, steps = sum(seconds for _, seconds, _ in frames), 0.0, []
        for number, (_, seconds, _) in enumerate(frames):
            steps.append(f"{passed / total * 100:.3f}%{{transform:translate({-number * width}px)}}")
            passed += seconds
        steps.append(f"100%{{transform:translate({-(len(frames) - 1) * width}px)}}")
        style += f".film{{animation:film {total:.1f}s step-end infinite}}@keyframes film{{{''.join(steps)}}}"
        style += "@media (prefers-reduced-motion:reduce){.film{animation:none}}"
    definitions = "".join(f'<g id="{name}">{row}</g>' for row, name in rows.items())
    outer_width, outer_height = width + 2 * MARGIN, height + 2 * MARGIN
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outer_width} {outer_height}" width="{outer_width}" height="{outer_height}">'
        f"<title>{html.escape(title)}</title><style>{style}</style><defs>{definitions}</defs>"
        f'<rect width="{outer_width}" height="{outer_height}" rx="8" fill="{BACKGROUND}"/>'
        f'<svg x="{MARGIN}" y="{MARGIN}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" fill="{FOREGROUND}">'
        f'<g class="film">{"".join(strip)}</g></svg></svg>\n',
        encoding="utf-8",
    )
    # Typing changes a few characters only: of the frames shown shortly, the text needs none.
    texts = [text for _, seconds, text in frames if seconds >= LONG or len(frames) == 1]
    path.with_suffix(".txt").write_text(f"\n{BETWEEN}\n".join(texts) + "\n", encoding="utf-8")
    print(f"{path.relative_to(REPOSITORY)}: {len(frames)} frames, {sum(s for _, s, _ in frames):.1f} s, {path.stat().st_size // 1024} KiB")


def prepare(binary, home, environment):
    """Creates a database with users and secrets for the recording."""

    def run(*arguments, given=""):
        done = subprocess.run([binary, *arguments], cwd=home, env=environment, input=given, text=True, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"record.py: kozmoai {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")

    (home / ".env").write_text("KOZMOAI_AUTO_LOGIN=False\n")
    (home / ".env").chmod(0o600)
    run("keygen", "--write", ".env")
    run("superuser", "--username", "admin", "--password-stdin", given=PASSWORD)
    run("users", "import", "-", given=USERS.format(PASSWORD))
    for user in ("admin", "anna", "bert", "david"):
        for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "DATABASE_PASSWORD"):
            run("variables", "set", user, name, "--value-stdin", given=f"an example value of {user}")


def record(recording):
    """Plays the tour; returns the frame of the still picture."""
    recording.wait("Password").show(0.8)
    # What needs attention comes first.
    recording.type("admin").press("\t", 0.2).type(PASSWORD, 0.03).press("\r", 2.5, "Pending approvals · 2")
    # Only the users pending approval; the first of them is activated.
    recording.press("1", 1.0, "elena").press("f", 0.8).type("pending", 0.05).press("\r", 1.0)
    recording.press(" ", 0.7).press("a", 1.8, "carla").press("y", 1.3)
    recording.press("c", 1.0, "anna")
    still = recording.frames[-1][:]
    # The secret key, and a rotation from its check to its summary.
    recording.press("4", 1.8).press("R", 1.2).press("\r", 1.6, "› Plan").press("\r", 1.2).press("\r", 1.2, "rotate")
    recording.type("rotate", 0.08).press("\r", 3.5, "[›✓] Done")
    return still


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", help="the program to record; default target/release/kozmoai or target/debug/kozmoai")
    arguments = parser.parse_args()
    candidates = [arguments.binary] if arguments.binary else [REPOSITORY / "target" / name / "kozmoai" for name in ("release", "debug")]
    binary = next((os.path.abspath(path) for path in candidates if os.access(path, os.X_OK)), None)
    if binary is None:
        sys.exit("record.py: no program to record: run `cargo build --release` first, or give --binary")
    # A short path, since the recording shows it.
    home = pathlib.Path(tempfile.gettempdir()) / "kozmoai"
    try:
        home.mkdir(mode=0o700)
    except FileExistsError:
        sys.exit(f"record.py: {home} exists: delete it first")
    try:
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        prepare(binary, home, environment)
        recording = Recording([binary, "run", "--theme", "dark"], home, environment)
        still = record(recording)
        recording.close()
    finally:
        shutil.rmtree(home)
    PICTURES.mkdir(exist_ok=True)
    write_svg(PICTURES / "users.svg", [still], "The users screen of the kozmoai console")
    write_svg(PICTURES / "tour.svg", recording.frames, "The kozmoai console: sign in, activate a user, rotate the secret key")


if __name__ == "__main__":
    main()
