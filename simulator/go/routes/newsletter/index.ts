import { success, successWith } from '../../core/answers';
import { checkJidFields } from '../../core/numberChecks';
import { bodyOf, type GoRoute, type InstanceGoRoute } from '../../core/route';
import { goSeconds } from '../../core/time';
import { tell } from '../../events/goEvent';
import { askWhatsApp, unanswered } from '../../life/useClient';
import { toGo } from '../../messages/protobuf';
import { channelAt, channelByInvite, channelView, newChannel } from './channels';

/** The server checks `newsletterId` in requests to these routes, although none of the routes uses it. */
const numbers = checkJidFields('newsletterId');
const NEEDS_JID = [['jid', 'jid is required']] as const;

const createStruct = {
	name: 'CreateNewsletterStruct',
	fields: { name: 'string', description: 'string' },
} as const;

const create: InstanceGoRoute = {
	method: 'POST',
	path: '/newsletter/create',
	key: 'instance',
	async run(call) {
		const body = bodyOf(call, createStruct, [['name', 'name is required']]);
		await askWhatsApp(call);
		const channel = newChannel(body.name, body.description);
		call.go.channels.set(channel.id, channel);
		const data = channelView(channel);
		tell(call.state, call.instance, { event: 'NewsletterJoin', data });
		return successWith(data);
	},
};

const list: InstanceGoRoute = {
	method: 'GET',
	path: '/newsletter/list',
	key: 'instance',
	async run(call) {
		await askWhatsApp(call);
		return successWith([...call.go.channels.values()].map(channelView));
	},
};

const struct = { name: 'GetNewsletterStruct', fields: { jid: 'types.JID' } } as const;

const info: InstanceGoRoute = {
	method: 'POST',
	path: '/newsletter/info',
	key: 'instance',
	numbers,
	async run(call) {
		const { jid } = bodyOf(call, struct, NEEDS_JID);
		await askWhatsApp(call);
		if (!jid.includes('@')) throw await unanswered(call);
		return successWith(channelView(channelAt(call, jid)));
	},
};

const link: InstanceGoRoute = {
	method: 'POST',
	path: '/newsletter/link',
	key: 'instance',
	numbers,
	async run(call) {
		const keyStruct = { name: 'GetNewsletterInviteStruct', fields: { key: 'string' } } as const;
		const { key } = bodyOf(call, keyStruct, [['key', 'key is required']]);
		await askWhatsApp(call);
		return successWith(channelView(channelByInvite(call, key)));
	},
};

const subscribe: InstanceGoRoute = {
	method: 'POST',
	path: '/newsletter/subscribe',
	key: 'instance',
	numbers,
	async run(call) {
		const { jid } = bodyOf(call, struct, NEEDS_JID);
		await askWhatsApp(call);
		if (!jid.includes('@')) throw await unanswered(call);
		channelAt(call, jid);
		return success();
	},
};

const messagesStruct = {
	name: 'GetNewsletterMessagesStruct',
	fields: { jid: 'types.JID', count: 'int', before_id: 'int' },
} as const;

/** Returns the posts of a channel, newest first. */
const messages: InstanceGoRoute = {
	method: 'POST',
	path: '/newsletter/messages',
	key: 'instance',
	numbers,
	async run(call) {
		const { jid, count, before_id: before } = bodyOf(call, messagesStruct, NEEDS_JID);
		await askWhatsApp(call);
		if (!jid.includes('@')) throw await unanswered(call);
		channelAt(call, jid);
		const posts = (call.instance.messages.chat(jid)?.messages ?? []).map((post, index) => ({
			MessageServerID: 100 + index,
			MessageID: post.key.id,
			Type: post.media ? 'media' : 'text',
			Timestamp: goSeconds(post.at),
			ViewsCount: 1,
			ReactionCounts: {},
			Message: toGo(post.message),
		}));
		const older = posts.filter(({ MessageServerID }) => !before || MessageServerID < before);
		return successWith(older.reverse().slice(0, count || 50));
	},
};

export const newsletterGoRoutes: GoRoute[] = [create, list, info, link, subscribe, messages];
