import { created, simError } from '../core/answers';
import { rowId } from '../core/ids';
import { toJid } from '../whatsapp/numbers';
import { pictureOf } from '../whatsapp/pictures';
import { findInstance } from './find';
import type { ControlRoute } from './types';

export const peopleRoutes: ControlRoute[] = [
	{
		method: 'POST',
		path: '/_sim/instances/:name/contacts',
		handler(call) {
			const { number, name } = call.body;
			if (typeof number !== 'string') throw simError(400, '"number" must be a text');
			const jid = toJid(number);
			const instance = findInstance(call);
			const previous = instance.contacts.get(jid);
			const now = new Date().toISOString();
			const pushName = String(name ?? '');
			const contact = {
				id: previous?.id ?? rowId(),
				jid,
				name: pushName,
				createdAt: previous?.createdAt ?? now,
				updatedAt: now,
			};
			instance.contacts.set(jid, contact);
			const profilePicUrl = previous ? pictureOf(jid) : null;
			call.state.emit({
				instance,
				event: previous ? 'contacts.update' : 'contacts.upsert',
				data: [{ remoteJid: jid, pushName, profilePicUrl, instanceId: instance.id }],
			});
			return created(contact);
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
			const instance = findInstance(call);
			instance.labels.set(id, label);
			call.state.emit({
				instance,
				event: 'labels.edit',
				data: {
					id,
					name: label.name,
					color: Number(label.color) || 0,
					deleted: false,
					instance: instance.name,
				},
			});
			return created(label);
		},
	},
];
