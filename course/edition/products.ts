import { classroom50Folder } from "./classroom50Folder";
import { containers } from "./containers";
import { gradescopeZip } from "./gradescopeZip";
import { hub } from "./hub";
import type { Product } from "./product";
import { workflow } from "./workflow";

/**
 * What belongs to the student edition and is written into `folder/student` before it is sealed: the seal is a list of
 * its files with their digests, by which a later update tells the course's files from a learner's.
 */
export const insideStudentEdition: Product[] = [hub, workflow, containers];

/** What stands beside the student edition, and may read it as it will be handed out. */
export const besideStudentEdition: Product[] = [gradescopeZip, classroom50Folder];
