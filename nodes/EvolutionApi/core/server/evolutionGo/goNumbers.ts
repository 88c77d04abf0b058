import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../../failures/failure';

import { recordOf, recordsIn, textOrNull } from '../../values/answer';
import { isPhone } from '../../values/jid';
import { upTo } from '../../values/upTo';
import type { ServerAdapter } from '../adapter';
import { dataIn, tryGo } from './goRequest';

// `POST /user/check`: which numbers are on WhatsApp, and under which JID.

/** As many as of Evolution API: WhatsApp blocks accounts that check many. */
const AT_ONCE = 50;

const digitsOf = (address: string) => upTo('@', address).replace(/\D/g, '');

/** WhatsApp wants them with a plus sign. Left as they are, no country's rule changes them. */
export const checkRequest = (numbers: readonly string[]) =>
	({
		method: 'POST',
		path: '/user/check',
		body: { number: numbers.map((number) => `+${digitsOf(number)}`), formatJid: false },
		retry: 'always',
	}) as const;

/** WhatsApp could not be asked, which the server answers with a success. */
const NO_ANSWER: Failure = {
	message: 'The server could not look the numbers up',
	description: 'Evolution Go answered without a result. Check the connection of the instance.',
	isUnclear: true,
};

/**
 * What the answer says of each number: its entry `{ Query, IsInWhatsapp, RemoteJID, LID, … }`. The order is not that of the
 * question. That a number is not in it does not say that it is not on WhatsApp.
 */
export function checkedIn(
	body: unknown,
	numbers: readonly string[],
): { readonly entries: readonly IDataObject[] } | { readonly failure: Failure } {
	const users = recordsIn(recordOf(dataIn(body)).Users);
	const found = numbers.map((number) =>
		users.find(({ Query }) => digitsOf(String(Query)) === digitsOf(number)),
	);
	const rest = users.filter((user) => !found.includes(user));
	const missing = found.filter((entry) => entry === undefined).length;
	// A single one can only be the one that is left.
	const left = missing === 1 && rest.length === 1 ? rest : [];
	const entries = found.flatMap((entry) => (entry === undefined ? left : [entry]));
	return entries.length === numbers.length ? { entries } : { failure: NO_ANSWER };
}

/** The JID of a number that is on WhatsApp; by number rather than by LID. */
export function jidOfUser({ RemoteJID, JID }: IDataObject): string | null {
	const given = [RemoteJID, JID].flatMap((jid) => textOrNull(jid) ?? []);
	return given.find(isPhone) ?? given[0] ?? null;
}

export const goNumbers: ServerAdapter['numbers'] = {
	atOnce: AT_ONCE,

	async find(target, asked) {
		const result = await tryGo(target, checkRequest(asked));
		if ('failure' in result) return result;
		const checked = checkedIn(result.body, asked);
		if ('failure' in checked) return checked;
		const found = asked.map((number, index) => {
			const entry = recordOf(checked.entries[index]);
			return [number, entry.IsInWhatsapp === true ? jidOfUser(entry) : null] as const;
		});
		return { found: new Map(found) };
	},
};
