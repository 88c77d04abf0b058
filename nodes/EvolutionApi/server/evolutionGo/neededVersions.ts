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

/** Returns the first version that supports a route; undefined if every supported version does. */
export const neededVersion = ({
	method,
	path,
}: Pick<TableEntry['request'], 'method' | 'path'>): Version | undefined =>
	NEEDED_VERSIONS[`${method} ${path}`];

/** Phones ignore what older servers send: a reaction with the same ID as its message, and an older form of edits. */
const FALSE_SUCCESS = 'An older server reports success, although WhatsApp ignores what it sends.';

/** Makes the failure for an older server. @param what the subject, e.g. `A reaction` @param request in the table's form */
export function needsVersion(
	what: string,
	{ method, route }: { readonly method: string; readonly route: string },
): RequestFailure {
	return new RequestFailure({
		message: `${what} needs Evolution Go ${neededVersion({ method, path: route })} or newer`,
		description: `${FALSE_SUCCESS} Update the server.`,
		nothingDone: true,
	});
}
