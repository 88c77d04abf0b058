import { goCoverage } from '../../../../../dev/generate/goCoverageTable';
import { resources } from '../../../../../nodes/EvolutionApi/operations';
import { runGo, useGo } from './support/runGo';
import { asksForVersion } from './support/goStandIn';
import { operationNamed, SHOWN, valuesOf } from './support/shown';

// Runs the example of every operation that Evolution Go supports. It must call the right routes, with the right key and with
// bodies that the server accepts (see goStandIn.ts), and return an item.

const server = useGo();

const ID = '6a0f7d2e-0000-4000-8000-000000000001';
const SETTINGS = `/instance/${ID}/advanced-settings`;
const CREATED = { id: ID, name: 'support', token: 'an-instance-token' };
const STATUS = 'GET /instance/status';

/** Requests of each operation, without the one for the list of instances, from which the node reads the instance's token. */
const ASKED: Record<string, readonly string[]> = {
	'apiRequest.request': ['GET /user/contacts'],
	'call.reject': ['POST /call/reject'],
	'channel.create': ['POST /newsletter/create'],
	'channel.get': ['POST /newsletter/info'],
	'channel.getByInvite': ['POST /newsletter/link'],
	'channel.getMany': ['GET /newsletter/list'],
	'channel.getMessages': ['POST /newsletter/messages', 'POST /newsletter/messages'],
	'channel.subscribe': ['POST /newsletter/subscribe'],
	'chat.getDeliveryUpdates': ['POST /message/status'],
	'chat.getPollVotes': ['GET /polls/3EB0A1B2C3D4E5F60718/results'],
	'chat.markAsPlayed': ['POST /message/markplayed'],
	'chat.markAsRead': ['POST /message/markread'],
	'chat.sendPresence': ['POST /message/presence', 'POST /message/presence'],
	'contact.block': ['POST /user/block'],
	'contact.checkNumbers': ['POST /user/check'],
	'contact.findAddress': ['GET /group/list'],
	'contact.getMany': ['GET /user/contacts'],
	'contact.getProfile': ['POST /user/info', 'POST /user/avatar'],
	'contact.getProfilePicture': ['POST /user/avatar'],
	'contact.unblock': ['POST /user/unblock'],
	'message.reply': ['POST /send/text'],
	'message.sendSequence': ['POST /send/text', 'POST /send/location'],
	'group.acceptInvite': ['POST /group/join'],
	'group.create': ['POST /group/create'],
	'group.get': ['POST /group/info'],
	'group.getInviteCode': ['POST /group/invitelink'],
	'group.getMany': ['GET /group/list'],
	'group.getParticipants': ['POST /group/info'],
	'group.leave': ['POST /group/leave'],
	'group.revokeInviteCode': ['POST /group/invitelink'],
	'group.updateDescription': ['POST /group/description'],
	'group.updateMemberAddMode': ['POST /group/settings'],
	'group.updateParticipants': ['POST /group/participant', 'POST /group/info'],
	'group.updatePicture': ['POST /group/photo'],
	'group.updateSettings': ['POST /group/settings'],
	'group.updateSubject': ['POST /group/name'],
	'instance.connect': [STATUS, STATUS],
	'instance.create': ['POST /instance/create', 'GET /instance/qr'],
	'instance.delete': [`DELETE /instance/delete/${ID}`],
	'instance.getConnectionState': [STATUS],
	'instance.getMany': [],
	'instance.logout': ['DELETE /instance/logout'],
	'instance.restart': ['POST /instance/reconnect', STATUS],
	'label.add': ['POST /user/check', 'POST /label/chat'],
	'label.getMany': ['GET /label/list'],
	'label.remove': ['POST /user/check', 'POST /unlabel/chat'],
	'message.delete': ['POST /message/delete'],
	'message.downloadMedia': ['POST /message/downloadmedia'],
	'message.edit': ['POST /send/carousel', 'POST /message/edit'],
	'message.sendButtons': ['POST /message/markplayed', 'POST /send/button'],
	'message.sendCarousel': ['POST /send/carousel'],
	'message.sendContact': ['POST /send/contact'],
	'message.sendList': ['POST /send/list'],
	'message.sendLocation': ['POST /send/location'],
	'message.sendMedia': ['POST /send/media'],
	'message.sendPoll': ['POST /send/poll'],
	'message.sendReaction': ['POST /message/markplayed', 'POST /message/react'],
	'message.sendSticker': ['POST /send/sticker'],
	'message.sendText': ['POST /send/text'],
	'message.sendVideoNote': ['POST /send/media'],
	'message.sendVoiceNote': ['POST /send/media'],
	'profile.getPrivacySettings': ['GET /user/privacy'],
	'profile.updatePicture': ['POST /user/profilePicture'],
	'profile.updatePrivacySettings': ['GET /user/privacy', 'GET /user/privacy', 'POST /user/privacy'],
	'profile.updateStatusText': ['POST /user/profileStatus'],
	'proxy.update': [`POST /instance/proxy/${ID}`],
	'settings.get': [`GET ${SETTINGS}`],
	'settings.update': [`GET ${SETTINGS}`, `GET ${SETTINGS}`, `PUT ${SETTINGS}`],
	'status.send': ['POST /send/status/text'],
	'system.checkSetup': ['GET /server/ok', 'GET /license/status', STATUS, `GET ${SETTINGS}`],
	'system.generateMessageId': [],
	'system.getInfo': ['GET /server/ok'],
	'system.getLicenseStatus': ['GET /license/status'],
	'system.verifyCredentials': [],
};

const LABEL = '5';

const run = async (name: string) => {
	server.answers('POST /instance/create', {
		status: 200,
		body: { message: 'success', data: CREATED },
	});
	if (name === 'instance.create') {
		server.answers('GET /instance/all', {
			status: 200,
			body: { message: 'success', data: [CREATED] },
		});
	}
	return await runGo(server, {
		...operationNamed(name),
		global: true,
		values: { ...valuesOf(name), ...(name.startsWith('label.') ? { label: LABEL } : {}) },
	});
};

it('the operations tested here are those that the editor shows for Evolution Go', () => {
	expect(SHOWN).toEqual(Object.keys(ASKED).sort());
});

/** Operations that only ask the server, or that report or change the connection. They need no connected phone. */
const WITHOUT_PHONE = /^(system|settings|proxy|instance)\./;

const looksUp = (name: string, path: string) =>
	path === 'GET /instance/all' || (path === 'GET /label/list' && name !== 'label.getMany');

it.each(SHOWN)('%s sends the expected requests, and reports a missing connection', async (name) => {
	const { error, items } = await run(name);
	expect(error).toBeUndefined();
	const paths = server.asked.map(({ method, path }) => `${method} ${path}`);
	expect(paths.filter((path) => !looksUp(name, path))).toEqual(ASKED[name]);
	expect(items.length).toBeGreaterThan(0);
	expect(JSON.stringify(items)).not.toContain('0001-01-01');

	if (WITHOUT_PHONE.test(name)) return;
	const before = server.asked.length;
	server.answersAll({ status: 500, body: { error: 'no active session found' } });
	const unconnected = await run(name);
	expect(unconnected.error?.message).toContain('The instance "sales" is not connected to WhatsApp');
	const own = server.asked
		.slice(before)
		.filter((asked) => !looksUp(name, `${asked.method} ${asked.path}`) && !asksForVersion(asked));
	expect(own).toHaveLength(1);
});

it('docs/development/coverage.md names every operation at every route that it calls', () => {
	const coverage = goCoverage(resources).map(({ route, labels }) => {
		const pattern = route.replace(/:\w+/g, '[^/]+').replace(/\*any/, '.*');
		return { pattern: new RegExp(`^${pattern}$`), labels };
	});
	const labelOf = (name: string) => {
		const { resource, operation } = operationNamed(name);
		const { name: label = '', operations = [] } =
			resources.find(({ value }) => value === resource) ?? {};
		return `${label} → ${operations.find(({ value }) => value === operation)?.name}`;
	};
	/** Operations whose routes the user chooses, or that also send the requests of other operations. */
	const OTHERS = [
		'apiRequest.request',
		'contact.findAddress',
		'message.sendSequence',
		'system.checkSetup',
	];
	const unnamed = SHOWN.filter((name) => !OTHERS.includes(name)).flatMap((name) =>
		ASKED[name]
			.filter((asked) => {
				const found = coverage.find(({ pattern }) => pattern.test(asked.split('?')[0]));
				return found?.labels.includes(labelOf(name)) !== true;
			})
			.map((asked) => `${name}: ${asked}`),
	);
	expect(unnamed).toEqual([]);
});
