#!/usr/bin/env python3
"""Cuts the power of a database at random times and checks what is left.

  python3 tests/power_cut.py [--trials 40] [--of changes|rotations] [--examples target/debug/examples]

The database is on its own file system, in an image. While `changes write` (or `rotations write`) changes it, the image is copied
instantly (on an XFS, which shares the blocks), so the copy contains exactly what had reached the device. The copy is mounted, and
`verify` must find every change that was acknowledged. Needs root, loop devices and mkfs.xfs; without them it prints a message
and does nothing.
"""
import argparse, os, random, re, shutil, signal, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--trials", type=int, default=40)
parser.add_argument("--of", choices=["changes", "rotations"], default="changes")
parser.add_argument("--examples", default="target/debug/examples")
parser.add_argument("--longest", type=float, default=1.2, help="maximum seconds until the cut")
args = parser.parse_args()


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more)


def missing():
    if os.geteuid() != 0: return "not run as root"
    for tool in ("mkfs.xfs", "mkfs.ext4", "mount", "losetup"):
        if not shutil.which(tool): return f"no {tool}"
    if subprocess.run(["losetup", "-f"], capture_output=True).returncode: return "no loop device"
    return None


why = missing()
if why:
    print(f"power cuts: SKIPPED, {why}")
    sys.exit(0)

program = os.path.join(os.path.abspath(args.examples), args.of)
top = tempfile.mkdtemp(prefix="kozmoai-power-")
pool = os.path.join("/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir(), os.path.basename(top) + ".img")
living, dead, image, copy = (os.path.join(top, name) for name in ("living", "dead", "image", "copy"))
bad = acknowledged = in_flight = 0
writer = None
try:
    run("truncate", "-s", "4G", pool); run("mkfs.xfs", "-q", pool); run("mount", "-o", "loop", pool, top)
    os.mkdir(living); os.mkdir(dead)
    for trial in range(args.trials):
        run("truncate", "-s", "512M", image); run("mkfs.ext4", "-q", "-F", image); run("mount", "-o", "loop", image, living)
        if args.of == "rotations":
            run(program, "seed", living); os.sync()
        # An open file would keep the file system mounted.
        with open(os.path.join(top, "log"), "w+") as log:
            writer = subprocess.Popen([program, "write", living], stdout=log, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.05, args.longest))
            writer.send_signal(signal.SIGSTOP)
            log.seek(0)
            acks = [int(n) for n in re.findall(r"^ACK (\d+)$", log.read(), re.M)]
        last = acks[-1] if acks else 0
        run("cp", "--reflink=always", image, copy)
        writer.kill(); writer.wait(); run("umount", living); os.remove(image)
        run("mount", "-o", "loop", copy, dead)
        try:
            verdict = subprocess.run([program, "verify", dead, str(last)], capture_output=True, text=True, timeout=120)
        finally:
            run("umount", dead); os.remove(copy)
        acknowledged += last
        in_flight += "in flight" in verdict.stdout
        if verdict.returncode:
            bad += 1
            print(f"cut {trial} after change {last}: {verdict.stderr.strip()[:400]}")
finally:
    # Whatever is left after a failure.
    if writer: writer.kill(); writer.wait()
    for mounted in filter(os.path.ismount, (living, dead, top)):
        run("umount", mounted)
    os.rmdir(top)
    if os.path.exists(pool): os.remove(pool)
print(f"power cuts: {args.trials - bad} intact, {bad} bad, {acknowledged} {args.of} acknowledged in total, {in_flight} cuts with one in flight")
sys.exit(bool(bad))
