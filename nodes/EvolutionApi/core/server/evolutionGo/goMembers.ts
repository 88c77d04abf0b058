import { recordOf, recordsIn } from '../../values/answer';
import type { ServerAdapter } from '../adapter';
import { numberFirst } from './goAddresses';
import { askGo } from './goRequest';

export const goMembers: ServerAdapter['groups'] = {
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
