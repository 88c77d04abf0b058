import { defineOperation } from '../../core/table/defineOperation';
import {
	instanceOfChat,
	pausedPreview,
	pauseFields,
	pauseShape,
	runTakeOver,
} from './shared/takeOver';

/** `GET /webhook/find/{instance}`: which workflows listen. They are told one by one, see `trigger/askTakeOver.ts`. */
export const pause = defineOperation({
	name: 'Pause',
	value: 'pause',
	action: 'Pause workflows in a WhatsApp chat',
	description:
		'Hand a chat over to a person: messages in it start no workflow that has Human Takeover in its trigger',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: pauseFields,
	input: pauseShape,
	example: { chatSource: 'other', recipient: '5511988887777', pauseMinutes: 60 },
	preview: pausedPreview,
	instanceWhenEmpty: instanceOfChat,
	keepsFiles: true,
	run: async (input, call) =>
		await runTakeOver(input, call, { do: 'pause', minutes: input.pauseMinutes }),
});
