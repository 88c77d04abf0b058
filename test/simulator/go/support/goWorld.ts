import { demoOf } from '../../../support/demo';
import { goOf } from '../../../../simulator/go/state/goInstance';
import type { GoRouteFact } from '../../../support/goFacts';
import type { Response } from '../../support/client';
import { type GoClient, startGo, TOKEN } from './goClient';

const ID = '6a0f7d2e-0000-4000-8000-000000000001';
const CHANNEL = '120363000000000099@newsletter';
const COMMUNITY = '120363000000000077@g.us';
const TEAM = '120363020202020202@g.us';
const MESSAGE = '3EB0C0FFEE00C0FFEE01';

const instanceOf = (go: GoClient) => demoOf(go.simulator);

export async function startGoWorld(version?: string): Promise<GoClient> {
	const go = await startGo({ version });
	const instance = instanceOf(go);
	instance.id = ID;
	const { channels } = goOf(instance);
	const channel = { name: 'News', description: '', invite: '0029Vaxxxx', created: 1_700_000_000 };
	channels.set(CHANNEL, { id: CHANNEL, ...channel, role: 'owner', posts: 0 });
	const team = instance.groups.get(TEAM);
	if (team) {
		team.inviteCode = 'AbCdEf';
		instance.groups.set(COMMUNITY, { ...team, id: COMMUNITY, isCommunity: true });
	}
	return go;
}

const BEFORE: Record<string, (go: GoClient) => Promise<unknown>> = {
	'GET /instance/qr': async (go) => {
		await go.ask('DELETE', '/instance/logout');
		while (!instanceOf(go).qr) await new Promise((resolve) => setTimeout(resolve, 5));
	},
	'POST /instance/pair': async (go) => await BEFORE['GET /instance/qr'](go),
	'POST /instance/forcereconnect/:instanceId': async (go) => {
		go.simulator.config.reloadMs = 100_000;
		await go.post('/_sim/instances/demo/close');
	},
	'GET /instance/logs/:instanceId': async (go) => {
		const hook = await go.subscribe('SEND_MESSAGE');
		await go.send('/send/text', { number: '5511988887777', text: 'x' });
		await hook.wait('SendMessage');
		await new Promise((resolve) => setTimeout(resolve, 20));
	},
	'GET /user/blocklist': async (go) =>
		await go.send('/user/block', { number: '5511977776666@s.whatsapp.net' }),
	'POST /message/status': async (go) => {
		await go.send('/send/text', { number: '5511988887777', text: 'x', id: MESSAGE });
		await new Promise((resolve) => setTimeout(resolve, 30));
	},
	'POST /newsletter/messages': async (go) => {
		await go.send('/send/text', { number: CHANNEL, text: 'News' });
	},
	'GET /polls/:pollMessageId/results': async (go) => {
		const poll = {
			number: '5511988887777@s.whatsapp.net',
			question: 'Lunch?',
			options: ['Yes', 'No'],
			id: MESSAGE,
		};
		await go.send('/send/poll', poll);
		const vote = { kind: 'pollVote', targetId: MESSAGE, options: ['Yes'] };
		await go.post('/_sim/instances/demo/receive', { from: '5511988887777', ...vote });
	},
};

async function mediaMessage(go: GoClient): Promise<unknown> {
	const url = 'https://example.org/a.jpg';
	const { body } = await go.send('/send/media', { number: '5511988887777', type: 'image', url });
	return { message: body.data.Message };
}

export const pathOf = ({ route, page }: GoRouteFact) => {
	const [method, path] = route.split(' ');
	const named = path.replace(':instanceId', ID).replace(':pollMessageId', MESSAGE);
	return { method, path: page ?? named };
};

const keyFor = ({ key }: GoRouteFact, go: GoClient): string =>
	key === 'global' ? go.simulator.key : TOKEN;

export async function askRoute(
	go: GoClient,
	fact: GoRouteFact,
	asks: unknown,
	type = 'application/json',
): Promise<Response> {
	const { method, path } = pathOf(fact);
	const response = await fetch(go.simulator.url + path, {
		method,
		headers: { apikey: keyFor(fact, go), 'content-type': type },
		body: asks === undefined ? undefined : typeof asks === 'string' ? asks : JSON.stringify(asks),
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
	const body = isJson ? JSON.parse(text) : text;
	return { status: response.status, body, headers: response.headers };
}

export async function askForExample(go: GoClient, fact: GoRouteFact): Promise<Response> {
	await BEFORE[fact.route]?.(go);
	const isDownload = fact.route === 'POST /message/downloadmedia';
	const asks = isDownload ? await mediaMessage(go) : fact.asks;
	return await askRoute(go, fact, asks, fact.as);
}
