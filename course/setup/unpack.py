"""Unpacks from wheels only what tfjs-node's addon needs: python unpack.py FOLDER WHEEL…"""
import re
import sys
import zipfile

KEEP = re.compile(
    r"tensorflow/libtensorflow[^/]*\.(so|dylib)[.0-9]*$"
    r"|tensorflow/libtensorflow[^/]*\.dylib$"
    r"|tensorflow/include/(tensorflow/c|tensorflow/core/platform|tsl)/.*\.h$"
    # The CUDA build finds NVIDIA's libraries beside itself, as pip would have laid them out.
    r"|nvidia/.*(\.so[.0-9]*|\.bc|/bin/[^/]+)$"
)

folder, *wheels = sys.argv[1:]
for wheel in wheels:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if KEEP.match(name)])
