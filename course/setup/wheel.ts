/** A build of TensorFlow on Python's package index that holds the library which tfjs-node needs. */
export interface Wheel {
  /** Names the build in the cache. */
  name: string;
  /** What to ask pip for: the package goes by another name on each platform. */
  requirements: readonly string[];
  /** Platform tags that pip may accept, since the wheel need not fit the Python that runs pip. */
  platforms: readonly string[];
  libraries: readonly string[];
  cuda: boolean;
}

export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  /** Whether the C library is glibc: TensorFlow has no wheels for musl (Alpine). */
  glibc: boolean;
  /** Whether an NVIDIA driver answers. */
  nvidia: boolean;
}

/**
 * 2.15.1, not the newest: a product of 1024² matrices ran as fast as on 2.21.0 (both 230–290 GFLOP/s on two cores), the
 * download is smaller (207 MB, not 274), so is the unpacked library (614 MB, not 853) and the memory of a process that
 * loads it (510 MB, not 630), and it keeps quiet where 2.21 writes three lines to standard error that nothing silences.
 * Its CUDA build is for CUDA 12.2.
 */
export const tensorflowVersion = "2.15.1";
/** Any Python that the version has wheels for: nothing in the wheel is run by Python. */
export const wheelPython = "3.11";

/** The libraries that the CUDA build looks for beside itself: the wheel's own extra `and-cuda`. */
const CUDA_LIBRARIES = [
  "nvidia-cublas-cu12==12.2.5.6", "nvidia-cuda-cupti-cu12==12.2.142", "nvidia-cuda-nvcc-cu12==12.2.140",
  "nvidia-cuda-nvrtc-cu12==12.2.140", "nvidia-cuda-runtime-cu12==12.2.140", "nvidia-cudnn-cu12==8.9.4.25",
  "nvidia-cufft-cu12==11.0.8.103", "nvidia-curand-cu12==10.3.3.141", "nvidia-cusolver-cu12==11.5.2.141",
  "nvidia-cusparse-cu12==12.1.2.141", "nvidia-nccl-cu12==2.16.5", "nvidia-nvjitlink-cu12==12.2.140",
];

/** The wheel for a machine, or null where TensorFlow has none that can be linked against (Windows, Alpine, 32 bits). */
export function chooseWheel({ platform, arch, glibc, nvidia }: Machine): Wheel | null {
  const wheel = (name: string, requirement: string, platforms: string[], more: string[] = []): Wheel => ({
    name: `${tensorflowVersion}-${name}`,
    requirements: [`${requirement}==${tensorflowVersion}`, ...more],
    platforms,
    libraries: platform === "darwin"
      ? ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"]
      : ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
    cuda: more.length > 0,
  });
  if (platform === "linux" && glibc && arch === "x64") {
    const tags = ["manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64"];
    return nvidia
      ? wheel("cuda-linux-x64", "tensorflow", tags, CUDA_LIBRARIES)
      : wheel("linux-x64", "tensorflow-cpu", tags);
  }
  if (platform === "linux" && glibc && arch === "arm64") {
    return wheel("linux-arm64", "tensorflow-cpu-aws", ["manylinux_2_17_aarch64", "manylinux2014_aarch64"]);
  }
  if (platform === "darwin" && arch === "arm64") return wheel("macos-arm64", "tensorflow", ["macosx_12_0_arm64"]);
  if (platform === "darwin" && arch === "x64") return wheel("macos-x64", "tensorflow", ["macosx_10_15_x86_64"]);
  return null;
}
