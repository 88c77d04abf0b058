import { HttpError } from '../core/answers';
import type { Json } from '../core/data';
import { asObject, asString } from '../core/values';
import type { Instance } from '../state/instance';
import { isDue, type Plan, type Step } from '../state/plans';
import type { State } from '../state/state';
import { ACKS, hear, readChat } from './acks';
import { close } from './life';
import { toJid } from './numbers';
import { receive } from './receive';

interface Sent {
	chat: string;
	id: string;
}

export function followPlans(state: State): void {
	state.on('event', ({ instance, event, data }) => {
		if (event !== 'send.message') return;
		const key = asObject(asObject(data).key);
		const sent = { chat: asString(key.remoteJid), id: asString(key.id) };
		for (const plan of instance.plans) {
			const isItsChat = plan.chat === undefined || toJid(plan.chat) === toJid(sent.chat);
			if (isDue(plan, isItsChat)) play(state, instance, plan, sent);
		}
		instance.plans = instance.plans.filter(({ times }) => times > 0);
	});
}

export function play(state: State, instance: Instance, { steps }: Plan, sent?: Sent): void {
	const next = (index: number) => {
		if (index === steps.length) return;
		// Even 0 ms needs a timer, so that the answer to the send request leaves first.
		state.later(steps[index].afterMs, () => {
			if (state.instances.get(instance.name) !== instance) return;
			try {
				act(state, instance, steps[index], sent);
			} catch (error) {
				const told = error instanceof HttpError ? error.answer.body : { error: String(error) };
				instance.planFailures.push({ step: index, ...asObject(told) });
				return;
			}
			next(index + 1);
		});
	};
	next(0);
}

function act(state: State, instance: Instance, { do: action, body }: Step, sent?: Sent): void {
	switch (action) {
		case 'receive':
			receive(state, instance, aboutSent(body, sent));
			return;
		case 'read':
			readChat(state, instance, asString(body.chat ?? sent?.chat));
			return;
		case 'tick': {
			const message = instance.messages.get(asString(body.id ?? sent?.id));
			const ack = ACKS.find((one) => one === body.status);
			if (message === undefined || ack === undefined) {
				throw new Error(`A tick needs the id of a message, and "status": ${ACKS.join(', ')}`);
			}
			hear(state, instance, message, ack);
			return;
		}
		case 'close':
			if (instance.state === 'close') return;
			close(state, instance, typeof body.reason === 'number' ? body.reason : 408);
	}
}

/** If a sent message starts the plan, `targetId` and `quotedId` may be the text `sent`, which means the message's ID. */
function aboutSent(body: Json, sent: Sent | undefined): Json {
	if (sent === undefined) return body;
	const named = Object.entries(body).map(([key, value]): [string, unknown] => {
		const isId = key === 'targetId' || key === 'quotedId';
		return isId && value === 'sent' ? [key, sent.id] : [key, value];
	});
	return { from: sent.chat, ...Object.fromEntries(named) };
}
