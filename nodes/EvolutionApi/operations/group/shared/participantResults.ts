import type { IDataObject } from 'n8n-workflow';

import { recordOf, recordsIn, textOrNull } from '../../../core/values/answer';
import { upTo } from '../../../core/values/upTo';

type ParticipantAction = 'add' | 'demote' | 'promote' | 'remove';

/** What WhatsApp's codes mean when somebody is added. */
const ADDING: Record<number, string> = {
	401: 'This person has blocked the account',
	403: 'Their privacy settings do not allow it: send them the invite link instead',
	404: 'Not on WhatsApp',
	408: 'They left the group only recently: send them the invite link instead',
	409: 'Already a member of the group',
	417: 'Not a member of the community that the group belongs to',
	419: 'The group is full',
};

const CHANGING: Record<number, string> = {
	403: 'WhatsApp does not allow it',
	404: 'Not a member of the group',
	408: 'WhatsApp did not do it in time',
	409: 'Nothing to change',
};

/** A code in words. */
export function explainStatus(action: ParticipantAction, status: number | null): string {
	if (status === 200) return 'Done';
	if (status === null) return 'WhatsApp did not say';
	const words = (action === 'add' ? ADDING : CHANGING)[status];
	return words ?? `WhatsApp refused with code ${status}`;
}

/** What the answer says about each of the people asked for: `{ participant, jid, status }`. */
export function resultsFor(answer: unknown, asked: readonly unknown[]): IDataObject[] {
	const entries = recordsIn(recordOf(answer).updateParticipants);
	const known = asked.map((person) => entries.find((entry) => isAbout(entry, String(person))));
	// A group that hides numbers answers with LIDs. What is left over is in the order of the request.
	const rest = entries.filter((entry) => !known.includes(entry));
	const isComplete = rest.length === known.filter((entry) => entry === undefined).length;
	return asked.map((person, index) => {
		const entry = known[index] ?? (isComplete ? rest.shift() : undefined);
		const status = Number(entry?.status);
		return {
			participant: String(person),
			jid: textOrNull(entry?.jid),
			status: entry !== undefined && Number.isInteger(status) ? status : null,
		};
	});
}

function isAbout({ jid, content }: IDataObject, person: string): boolean {
	const attributes = recordOf(recordOf(content).attrs);
	return [jid, attributes.phone_number].some((found) => isSamePerson(String(found), person));
}

/** The JID without device and server. */
const userOf = (jid: string) => upTo(':', upTo('@', jid));

/** The server drops or adds a digit in numbers from Brazil (the fifth), Mexico and Argentina (the third). */
function isSamePerson(found: string, asked: string): boolean {
	const a = userOf(found);
	const b = userOf(asked);
	const longer = a.length > b.length ? a : b;
	const shorter = longer === a ? b : a;
	return a === b || [2, 4].some((at) => longer.slice(0, at) + longer.slice(at + 1) === shorter);
}
