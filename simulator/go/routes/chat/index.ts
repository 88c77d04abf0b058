import type { Instance } from '../../../state/instance';
import { successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { chatJid } from '../../core/chatJid';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoRoute, type InstanceGoRoute } from '../../core/route';
import { goOf } from '../../state/goInstance';
import { useStore } from '../../life/useClient';
import { historySync } from './historySync';

const struct = { name: 'BodyStruct', fields: { chat: 'string' } } as const;

/** Changes to a chat. The server's maker warns that these changes don't work on real phones. */
const CHANGES: Record<string, (instance: Instance, chat: string) => unknown> = {
	pin: (instance, chat) => goOf(instance).pinned.add(chat),
	unpin: (instance, chat) => goOf(instance).pinned.delete(chat),
	archive: ({ account }, chat) => account.archived.add(chat),
	unarchive: ({ account }, chat) => account.archived.delete(chat),
	mute: (instance, chat) => goOf(instance).muted.add(chat),
	unmute: (instance, chat) => goOf(instance).muted.delete(chat),
};

const changeRoute = (name: string): InstanceGoRoute => ({
	method: 'POST',
	path: `/chat/${name}`,
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { chat } = bodyOf(call, struct, [['chat', 'chat is required']]);
		await useStore(call);
		const jid = chatJid(chat);
		CHANGES[name](call.instance, jid);
		call.state.changed({ type: 'update', instance: call.instance.name, chat: jid });
		return successWith({ timestamp: ZERO_TIME_TEXT });
	},
});

export const chatGoRoutes: GoRoute[] = [...Object.keys(CHANGES).map(changeRoute), historySync];
