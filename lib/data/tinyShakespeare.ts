import type { Corpus } from "./corpus";
import { embeddedCorpus } from "./embeddedCorpus";
import { type FetchOptions, remoteText, type RemoteText, TextUnavailable } from "./remoteText";

/** 40 000 lines from Shakespeare's plays, 1 115 394 characters, from Andrej Karpathy's char-rnn (2015). */
const TINY_SHAKESPEARE: RemoteText = {
  file: "tinyshakespeare.txt",
  url: "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
  sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
};

/**
 * Tiny Shakespeare from the folder `BYHAND_DATA`, from the cache, or by one download, verified by its SHA-256.
 *
 * @param fallback whether the embedded corpus takes its place where it can't be had, which its message says; true
 * unless told otherwise
 * @throws RangeError where `BYHAND_DATA` holds another file of its name, with both hashes; TextUnavailable where it
 * can't be had and `fallback` is false.
 */
export async function loadTinyShakespeare(
  { fallback = true, ...options }: { fallback?: boolean } & FetchOptions = {},
): Promise<Corpus> {
  try {
    const { text, from } = await remoteText(TINY_SHAKESPEARE, options);
    return {
      name: "tiny Shakespeare",
      text,
      message: `tiny Shakespeare (${text.length.toLocaleString("en")} characters) from ${from}`,
    };
  } catch (error) {
    if (!fallback || !(error instanceof TextUnavailable)) throw error;
    const instead = embeddedCorpus();
    return {
      ...instead,
      message:
        `tiny Shakespeare can't be had here (${error.message}). In its place: ${instead.message}. ` +
        `For Shakespeare, put ${TINY_SHAKESPEARE.file} into a folder and set BYHAND_DATA to it`,
    };
  }
}
