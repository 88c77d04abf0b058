import type { IDataObject } from 'n8n-workflow';

import { isHiddenCustomer } from '../../core/server/evolutionApi/chatAddresses';
import { wholeAnswer } from '../../core/server/paging';
import { defineOperation } from '../../core/table/defineOperation';
import { plainNameOrNull } from '../../core/values/plainName';
import { collectionInput, listFilters } from '../../fields/collections';
import { choiceField, textField } from '../../fields/fieldKinds';
import { choice, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { optionalChat } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';

const isGroup = ({ remoteJid }: IDataObject) => String(remoteJid).endsWith('@g.us');

/** The filters that the server does not have: it only compares the JID. */
function matches(
	contact: IDataObject,
	{ filters }: { filters?: { contactType?: 'all' | 'groups' | 'people'; nameContains?: string } },
): boolean {
	const { contactType = 'all', nameContains = '' } = filters ?? {};
	const isPerson = /@(s\.whatsapp\.net|lid)$/.test(String(contact.remoteJid));
	const name = String(contact.pushName ?? '').toLowerCase();
	return (
		(contactType === 'all' || (contactType === 'groups' ? isGroup(contact) : isPerson)) &&
		name.includes(nameContains.trim().toLowerCase())
	);
}

/** `POST /chat/findContacts/{instance}`: everybody whom the instance has seen, and groups. */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp contacts',
	description: 'Get the people and groups that the instance knows',
	request: { method: 'POST', path: '/chat/findContacts/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			choiceField('Contact Type', 'contactType', {
				options: [
					{ name: 'All', value: 'all' },
					{ name: 'Groups', value: 'groups' },
					{ name: 'People', value: 'people' },
				],
				default: 'people',
			}),
			textField('Name Contains', 'nameContains', {
				placeholder: 'e.g. ana',
				description: 'Part of the name. Case-insensitive.',
			}),
			textField('Number or JID', 'number', {
				placeholder: 'e.g. 5511988887777',
				description: 'Only the contact with this number or JID',
			}),
		),
		simplify,
	],
	input: {
		filters: collectionInput({
			contactType: choice('all', 'groups', 'people'),
			nameContains: optionalText,
			number: optionalChat,
		}),
	},
	example: { filters: { contactType: 'people' } },
	body: ({ filters }) => ({ where: { remoteJid: filters?.number } }),
	paging: {
		size: 100,
		// The server's `offset` is the size of a page, and `page` without it breaks its query.
		ask: (page, size) => ({ page, offset: size }),
		records: wholeAnswer,
		keep: (contact, input) => !isHiddenCustomer(contact.remoteJid) && matches(contact, input),
	},
	simplify: (contact) => ({
		jid: contact.remoteJid,
		name: plainNameOrNull(contact.pushName),
		isGroup: isGroup(contact),
		isSaved: contact.isSaved === true,
		profilePictureUrl: contact.profilePicUrl ?? null,
		createdAt: contact.createdAt ?? null,
		updatedAt: contact.updatedAt ?? null,
	}),
});
