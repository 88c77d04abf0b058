import type { IDataObject } from 'n8n-workflow';

import { chatTypeOf, comparable } from '../../core/values/addresses';
import { recordOf, recordsIn } from '../../core/values/answer';
import type { Delivery } from '../delivery';
import type { Filters } from './filterInput';

/** All addresses of one person. */
type Person = readonly unknown[];

/** Whether an event in a group is about the right members. Events that do not say about whom they are pass. */
export function memberFilter({
	groupMembers: { mode, members } = { mode: 'restrictTo', members: [] },
}: Filters): ((delivery: Delivery) => boolean) | undefined {
	if (members.length === 0) return undefined;
	const listed = new Set(members);
	return (delivery) => {
		const people = membersIn(delivery);
		if (people.length === 0) return true;
		return people.some((person) => isIn(person, listed) === (mode === 'restrictTo'));
	};
}

const isIn = (person: Person, names: ReadonlySet<string>) =>
	person.some((address) => typeof address === 'string' && names.has(comparable(address)));

/** The members of a group that an event is about: who wrote, read, types, joins or leaves. */
function membersIn(delivery: Delivery): Person[] {
	const [chat] = delivery.chat;
	if (chat === undefined || chatTypeOf(chat) !== 'group') return [];
	return peopleIn(delivery).filter((person) => person.some((address) => address != null));
}

function peopleIn({ event, message, facts }: Delivery): Person[] {
	if (message !== undefined) return [message.author];
	switch (event) {
		case 'messages.update':
			return [[recordOf(facts).participant]];
		case 'group-participants.update':
			return recordsIn(recordOf(facts).participants).map(addressesOf);
		case 'presence.update':
			return recordsIn(facts).map(addressesOf);
		default:
			return [];
	}
}

const addressesOf = ({
	jid,
	phoneNumber,
	lid,
	senderJid,
	senderPhone,
	senderLid,
}: IDataObject): Person => [jid, phoneNumber, lid, senderJid, senderPhone, senderLid];
