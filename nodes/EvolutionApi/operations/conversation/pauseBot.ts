import { defineOperation } from '../../core/table/defineOperation';
import {
	instanceOfChat,
	pausedPreview,
	pauseFields,
	pauseShape,
	runTakeover,
} from './shared/takeover';

/** `GET /webhook/find/{instance}`: which workflows listen. They are told one by one, see `trigger/askTakeover.ts`. */
export const pauseBot = defineOperation({
	name: 'Pause Bot',
	value: 'pauseBot',
	action: 'Pause the bot in a WhatsApp chat',
	description:
		'Leave a chat to a human: its messages start no workflow that has Human Takeover in its trigger',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: pauseFields,
	input: pauseShape,
	example: { chatSource: 'specific', recipient: '5511988887777', pauseMinutes: 60 },
	preview: pausedPreview,
	instanceWhenEmpty: instanceOfChat,
	keepsFiles: true,
	run: async (input, call) =>
		await runTakeover(input, call, { do: 'pause', minutes: input.pauseMinutes }),
});
