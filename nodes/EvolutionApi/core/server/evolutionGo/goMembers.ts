import { recordOf, recordsIn } from '../../values/answer';
import type { Server } from '../server';
import { numberFirst } from './goAddresses';
import { askGo } from './goRequest';

export const goMembers: Server['groups'] = {
	async members(target, group) {
		const body = { groupJid: group };
		const info = await askGo(target, {
			method: 'POST',
			path: '/group/info',
			body,
			retry: 'always',
		});
		return recordsIn(recordOf(info).Participants).map(
			({ JID, PhoneNumber, LID, IsAdmin, IsSuperAdmin }) => ({
				addresses: numberFirst(JID, PhoneNumber, LID),
				isAdmin: IsAdmin === true || IsSuperAdmin === true,
			}),
		);
	},
};
