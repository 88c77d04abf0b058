import { randomInt } from 'node:crypto';
import type { Json } from '../../../core/data';
import type { State } from '../../../state/state';
import { failed } from '../../core/answers';
import type { GoCall } from '../../core/route';
import { goOf, type Channel } from '../../state/goInstance';

export const newChannel = (name: string, description: string): Channel => ({
	id: `1203630${randomInt(10 ** 10, 10 ** 11)}@newsletter`,
	name,
	description,
	invite: `0029Va${randomInt(10 ** 8, 10 ** 9)}`,
	created: Math.floor(Date.now() / 1000),
	role: 'owner',
	posts: 0,
});

export function channelView({ id, name, description, invite, created, role }: Channel): Json {
	const time = String(created);
	return {
		id,
		state: { type: 'active' },
		thread_metadata: {
			creation_time: time,
			invite,
			name: { text: name, id: '1', update_time: time },
			description: { text: description, id: '1', update_time: time },
			subscribers_count: '12',
			verification: 'unverified',
			picture: null,
			preview: { url: '', id: '', type: '', direct_path: '' },
			settings: { reaction_codes: { value: 'all' } },
		},
		viewer_metadata: { mute: 'off', role },
	};
}

function* allChannels({ instances }: State): Generator<Channel> {
	for (const instance of instances.values()) yield* goOf(instance).channels.values();
}

const NOT_FOUND = 'info query returned status 404: item-not-found';

export function channelAt({ state, go }: GoCall, jid: string): Channel {
	const own = go.channels.get(jid);
	if (own) return own;
	for (const channel of allChannels(state)) {
		if (channel.id === jid) return { ...channel, role: 'subscriber' };
	}
	throw failed(NOT_FOUND);
}

export function channelByInvite(call: GoCall, key: string): Channel {
	const code = key.replace('https://whatsapp.com/channel/', '');
	for (const channel of allChannels(call.state)) {
		if (channel.invite === code) return channelAt(call, channel.id);
	}
	throw failed(NOT_FOUND);
}
