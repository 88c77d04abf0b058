import type { Field } from '../../../../core/values/field';
import { text, webAddress } from '../../../../fields/inputs';
import { definePlatform } from './platform';

const show = { '/platform': ['typebot'] } as const;

export const typebotUrl = {
	displayName: 'Typebot URL',
	name: 'typebotUrl',
	type: 'string',
	displayOptions: { show },
	default: '',
	placeholder: 'e.g. https://typebot.example.com',
	description: 'Address of the Typebot viewer, without the name of the bot',
} as const satisfies Field;

export const typebotName = {
	displayName: 'Typebot Name',
	name: 'typebotName',
	type: 'string',
	displayOptions: { show },
	default: '',
	placeholder: 'e.g. customer-support-x1y2z3',
	description: 'Public ID of the bot: the last part of its address',
} as const satisfies Field;

export const typebot = definePlatform({
	shape: { typebotUrl: webAddress.optional(), typebotName: text.optional() },
	optionsShape: {},
	own: { url: 'typebotUrl', typebot: 'typebotName' },
	needs: () => ['typebotUrl', 'typebotName'],
	defaults: {},
	fallbackKey: 'typebotIdFallback',
	leavesUntold: true,
});
