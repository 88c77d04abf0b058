/**
 * Writes down what the nodes promise to workflows that are saved with the release that is being made. Refuses what would
 * break workflows of the release before; a release that shall do that begins without the file.
 */
import '../codeBeforeJson';

import { brokenBy } from './breaks';
import { currentPromises } from './current';
import { readRecord, writeRecord } from './record';

const before = readRecord();
const now = currentPromises();
const broken = before && brokenBy(before, now);
if (broken === undefined) {
	writeRecord(now);
	process.stdout.write(`Recorded what ${now.release} promises to saved workflows.\n`);
} else {
	process.stderr.write(`${broken}\n`);
	process.exitCode = 1;
}
