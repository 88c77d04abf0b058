import { RequestFailure } from '../../errors/failure';
import type { TableEntry } from '../adapter';

type Version = '0.7' | '0.7.2';

const NEEDED_VERSIONS: Readonly<Record<string, Version>> = {
	'POST /message/sendCarousel/{instance}': '0.7',
	'POST /message/sendStatus/{instance}': '0.7',
	'POST /chat/updateMessage/{instance}': '0.7',
	'POST /message/sendReaction/{instance}': '0.7.2',
	'POST /chat/markMessageAsPlayed/{instance}': '0.7.2',
	'POST /group/updateSetting/{instance}': '0.7.2',
	'POST /group/updateMemberAddMode/{instance}': '0.7.2',
};

export const neededVersion = ({
	method,
	path,
}: Pick<TableEntry['request'], 'method' | 'path'>): Version | undefined =>
	NEEDED_VERSIONS[`${method} ${path}`];

/** Older servers send reactions with a wrong ID (the target message's), and edits in an outdated form. Phones ignore both. */
const FALSE_SUCCESS = 'An older server reports success, although WhatsApp ignores what it sends.';

/** @param what e.g. `A reaction` @param request as in the operations table */
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
