import { fillRoute, queryString } from '../../http/route';
import { recordOf, recordsIn } from '../../values/answer';
import { textsOf } from '../../values/loose';
import { send } from '../request';
import type { ServerAdapter } from '../adapter';

export const evolutionMembers: ServerAdapter['groups'] = {
	/** Newer servers give both addresses of a member, also where numbers are hidden. */
	async members({ context, connection, instance }, group) {
		const route = fillRoute('/group/participants/{instance}', { instance });
		const path = route + queryString({ groupJid: group });
		const answer = await send(context, connection, {
			method: 'GET',
			path,
			retry: 'always',
			instance,
		});
		return recordsIn(recordOf(answer).participants).map(({ id, jid, lid, phoneNumber, admin }) => ({
			addresses: textsOf([id, jid, lid, phoneNumber]),
			isAdmin: admin === 'admin' || admin === 'superadmin',
		}));
	},
};
