import { callReaders } from './goCalls';
import { connectionReaders } from './goConnections';
import { groupReaders } from './goGroups';
import { messageReaders } from './goMessages';
import { peopleReaders } from './goPeople';
import type { GoReader } from './goTold';

const READERS = new Map<string, GoReader>(
	Object.entries({
		...callReaders,
		...connectionReaders,
		...groupReaders,
		...messageReaders,
		...peopleReaders,
	}),
);

/** How an event is read, by Go's name for it; undefined for what we have no name for. */
export const readerOf = (event: string | null): GoReader | undefined =>
	event === null ? undefined : READERS.get(event);
