import { RequestFailure } from '../../errors/failure';
import type { TableEntry } from '../adapter';

type Version = '0.7' | '0.7.2';

/**
 * By method and route of the table: the first version of the server that can do it. Of edits and reactions an older one says
 * that it has done them, and WhatsApp ignores what it sends; the other routes it does not have.
 */
const NEEDED_VERSIONS: Readonly<Record<string, Version>> = {
	'POST /message/sendCarousel/{instance}': '0.7',
	'POST /message/sendStatus/{instance}': '0.7',
	'POST /chat/updateMessage/{instance}': '0.7',
	'POST /message/sendReaction/{instance}': '0.7.2',
	'POST /chat/markMessageAsPlayed/{instance}': '0.7.2',
	'POST /group/updateSetting/{instance}': '0.7.2',
	'POST /group/updateMemberAddMode/{instance}': '0.7.2',
};

/** @returns undefined for what every supported version can do */
export const neededVersion = ({
	method,
	path,
}: Pick<TableEntry['request'], 'method' | 'path'>): Version | undefined =>
	NEEDED_VERSIONS[`${method} ${path}`];

/** Of a reaction under the ID of its message, and of an edit in a form that phones do not take. */
const DROPPED = 'An older server says that it has done it, and WhatsApp ignores what it sends.';

/** @param what `A reaction` @param request as the table has it */
export function needsVersion(
	what: string,
	{ method, route }: { readonly method: string; readonly route: string },
): RequestFailure {
	return new RequestFailure({
		message: `${what} needs Evolution Go ${neededVersion({ method, path: route })} or newer`,
		description: `${DROPPED} Update the server.`,
		nothingDone: true,
	});
}
