import { crashed } from '../../core/answers';
import type { Json } from '../../core/data';
import type { BotStore } from '../../state/chatbots';
import type { Platform } from './platforms';

export function hasSame(
	{ bots }: BotStore,
	body: Json,
	columns: string[],
	ownId?: string,
): boolean {
	return [...bots.values()].some(
		(bot) =>
			bot.id !== ownId &&
			columns.every((column) => (bot[column] ?? null) === (body[column] ?? null)),
	);
}

/** Throws if another bot has the same trigger, because two bots must not answer the same message. */
export function checkTrigger(
	store: BotStore,
	{ label }: Platform,
	body: Json,
	ownId?: string,
): void {
	const { triggerType, triggerOperator, triggerValue } = body;
	if (
		triggerType === 'all' &&
		hasSame(store, { enabled: true, triggerType }, ['enabled', 'triggerType'], ownId)
	) {
		throw crashed(
			`You already have a ${label} with an "All" trigger, you cannot have more bots while it is active`,
		);
	}
	if (triggerType === 'keyword') {
		if (!triggerOperator || !triggerValue) throw crashed('Trigger operator and value are required');
		if (hasSame(store, body, ['triggerOperator', 'triggerValue'], ownId)) {
			throw crashed('Trigger already exists');
		}
	}
	if (triggerType === 'advanced') {
		if (!triggerValue) throw crashed('Trigger value is required');
		if (hasSame(store, body, ['triggerValue'], ownId)) throw crashed('Trigger already exists');
	}
}

export function checkOpenai({ name }: Platform, body: Json): void {
	if (name !== 'openai') return;
	if (body.botType === 'assistant') {
		if (!body.assistantId) throw crashed('Assistant ID is required');
		return;
	}
	if (!body.model) throw crashed('Model is required');
	if (!body.maxTokens) throw crashed('Max tokens is required');
}
