import type { Schema } from 'jsonschema';
import { notEmpty } from '../../core/schema';

const names = ['_id', 'id', 'pushName', 'remoteJid'];

export const whereSchema: Schema = {
	type: 'object',
	properties: {
		where: {
			type: 'object',
			properties: Object.fromEntries(names.map((name) => [name, { type: 'string', minLength: 1 }])),
			...notEmpty(...names),
		},
	},
};
