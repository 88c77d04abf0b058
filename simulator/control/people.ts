import { created, simError } from '../core/answers';
import { rowId } from '../core/ids';
import { asList, optionalString } from '../core/values';
import { toJid } from '../whatsapp/numbers';
import { findInstance } from './find';
import type { ControlRoute } from './types';

/** What tests need to be there before a test: contacts, groups, labels. */
export const peopleRoutes: ControlRoute[] = [
	{
		method: 'POST',
		path: '/_sim/instances/:name/contacts',
		handler(call) {
			const { number, name } = call.body;
			if (typeof number !== 'string') throw simError(400, '"number" must be a text');
			const jid = toJid(number);
			const now = new Date().toISOString();
			const contact = {
				id: rowId(),
				jid,
				name: String(name ?? ''),
				createdAt: now,
				updatedAt: now,
			};
			findInstance(call).contacts.set(jid, contact);
			return created(contact);
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/groups',
		handler(call) {
			const { id, subject, participants } = call.body;
			if (typeof id !== 'string') throw simError(400, '"id" must be a text');
			const instance = findInstance(call);
			const owner = instance.ownerJid ?? '';
			const others = asList(participants).map((number) => toJid(String(number)));
			const group = {
				id: toJid(id),
				subject: optionalString(subject) ?? 'Group',
				owner,
				creation: Math.floor(Date.now() / 1000),
				participants: [
					{ id: owner, admin: 'superadmin' as const },
					...others.map((jid) => ({ id: jid, admin: null })),
				],
			};
			instance.groups.set(group.id, group);
			return created(group);
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/labels',
		handler(call) {
			const { id, name, color } = call.body;
			if (typeof id !== 'string') throw simError(400, '"id" must be a text');
			const label = {
				id,
				name: String(name ?? ''),
				color: String(color ?? '0'),
				predefinedId: null,
			};
			findInstance(call).labels.set(id, label);
			return created(label);
		},
	},
];
