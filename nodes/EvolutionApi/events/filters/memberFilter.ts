import type { IDataObject } from 'n8n-workflow';

import { recordOf, recordsIn } from '../../core/values/answer';
import { chatAddresses, chatTypeOf, comparable } from '../addresses';
import type { Delivery } from '../delivery';
import { simplifyPresence } from '../simplify/contactEvents';
import { simplifyParticipants } from '../simplify/groupEvents';
import { authorAddresses, messageIn } from '../simplify/message';
import type { Filters } from './filterInput';

/** All addresses of one person. */
type Person = readonly unknown[];

/** Whether an event in a group is about the right members. Events that do not say about whom they are pass. */
export function memberFilter({
	onlyMembers,
	exceptMembers,
}: Filters): ((delivery: Delivery) => boolean) | undefined {
	if (onlyMembers.length + exceptMembers.length === 0) return undefined;
	const only = new Set(onlyMembers);
	const except = new Set(exceptMembers);
	return (delivery) => {
		const people = membersIn(delivery);
		if (people.length === 0) return true;
		return people.some(
			(person) => (only.size === 0 || isIn(person, only)) && !isIn(person, except),
		);
	};
}

const isIn = (person: Person, names: ReadonlySet<string>) =>
	person.some((address) => typeof address === 'string' && names.has(comparable(address)));

/** The members of a group that an event is about: who wrote, read, types, joins or leaves. */
function membersIn(delivery: Delivery): Person[] {
	const [chat] = chatAddresses(delivery.data);
	if (chat === undefined || chatTypeOf(chat) !== 'group') return [];
	return peopleIn(delivery).filter((person) => person.some((address) => address != null));
}

function peopleIn(delivery: Delivery): Person[] {
	const message = messageIn(delivery);
	const data = recordOf(delivery.data);
	if (message !== undefined) return [authorAddresses(delivery.sender, message)];
	switch (delivery.event) {
		case 'messages.update':
			return [[data.participant]];
		case 'group-participants.update':
			return recordsIn(simplifyParticipants(data).participants).map(addressesOf);
		case 'presence.update':
			return (simplifyPresence(data) ?? []).map(addressesOf);
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
