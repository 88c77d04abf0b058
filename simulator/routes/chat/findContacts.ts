import { crashed, ok } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import type { Contact, Instance } from '../../state/instance';
import { pictureOf } from '../../whatsapp/pictures';
import { isGroupJid, toJid } from '../../whatsapp/numbers';
import { pageOf, pageSize } from './paging';
import { whereSchema } from './whereSchema';

const view = (instance: Instance, { id, jid, name, createdAt, updatedAt }: Contact): Json => ({
	id,
	remoteJid: jid,
	pushName: name,
	profilePicUrl: instance.integration === 'EVOLUTION' ? null : pictureOf(jid),
	createdAt,
	updatedAt,
	instanceId: instance.id,
	isGroup: isGroupJid(jid),
	isSaved: true,
	type: isGroupJid(jid) ? 'group' : 'contact',
});

/** `offset` is the page size. With `page` but no `offset`, the query fails. */
export const findContacts: InstanceRoute = {
	method: 'POST',
	path: '/chat/findContacts/:instanceName',
	guard: 'instance',
	schema: whereSchema,
	handler({ instance, body }) {
		const { id, remoteJid, pushName } = asObject(body.where);
		const { page, offset } = body;
		if (page !== undefined && offset === undefined) {
			throw crashed(
				'\nInvalid `this.prismaRepository.contact.findMany()` invocation:\n\nArgument `skip`: Invalid value provided. Expected Int, provided Float.',
			);
		}
		const jid = remoteJid ? toJid(asString(remoteJid)) : undefined;
		const found = [...instance.contacts.values()].filter(
			(contact) =>
				(!id || contact.id === id) &&
				(!jid || contact.jid === jid) &&
				(!pushName || contact.name === pushName),
		);
		const size = pageSize(offset, 'contact', found.length);
		return ok(pageOf(found, page, size).map((contact) => view(instance, contact)));
	},
};
