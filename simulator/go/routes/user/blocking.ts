import type { Instance } from '../../../state/instance';
import { successWith } from '../../core/answers';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp } from '../../life/useClient';
import { personJid } from './people';

const struct = { name: 'BlockStruct', fields: { number: 'string' } } as const;

/** The server answers null instead of an empty list. */
function listOf({ account }: Instance) {
	const JIDs = [...account.blocked];
	return successWith({
		DHash: String(1_700_000_000_000 + JIDs.length),
		JIDs: JIDs.length ? JIDs : null,
	});
}

const route = (name: string, change: (blocked: Set<string>, jid: string) => unknown) => {
	const complete: InstanceGoRoute = {
		method: 'POST',
		path: `/user/${name}`,
		key: 'instance',
		numbers: checkNumber,
		async run(call) {
			const { number } = bodyOf(call, struct, [['number', 'phone number is required']]);
			await askWhatsApp(call);
			const jid = await personJid(call, number);
			change(call.instance.account.blocked, jid);
			call.state.changed({ type: 'update', instance: call.instance.name, chat: jid });
			return listOf(call.instance);
		},
	};
	return complete;
};

export const blockContact = route('block', (blocked, jid) => blocked.add(jid));
export const unblock = route('unblock', (blocked, jid) => blocked.delete(jid));

export const blocklist: InstanceGoRoute = {
	method: 'GET',
	path: '/user/blocklist',
	key: 'instance',
	async run(call) {
		await askWhatsApp(call);
		return listOf(call.instance);
	},
};
