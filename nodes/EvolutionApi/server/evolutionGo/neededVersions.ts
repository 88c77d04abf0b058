import { RequestFailure } from '../../errors/failure';
import type { TableEntry } from '../adapter';

type Version = '0.7' | '0.7.2';

/**
 * The first server version that supports a route, by method and path. An older server reports success for edits and reactions
 * that WhatsApp ignores, and lacks the other routes.
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

/** @returns undefined for a route that every supported version has */
export const neededVersion = ({
	method,
	path,
}: Pick<TableEntry['request'], 'method' | 'path'>): Version | undefined =>
	NEEDED_VERSIONS[`${method} ${path}`];

/** Phones reject a reaction under its message's own ID, and the older form of an edit. */
const DROPPED = 'An older server says that it has done it, and WhatsApp ignores what it sends.';

/** @param what the subject, e.g. `A reaction` @param request in the table's form */
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
