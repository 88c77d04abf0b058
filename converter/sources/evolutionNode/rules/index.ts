import type { Rule } from '../rule';
import { chats, profiles } from './chat';
import { groups } from './groups';
import { events, instances } from './instances';
import { integrations } from './integrations';
import { messages } from './messages';

/** Rules for every operation of `n8n-nodes-evolution-api` 1.0.4, in the order of its dropdowns. */
export const rules: readonly Rule[] = [
	...instances,
	...messages,
	...groups,
	...chats,
	...profiles,
	...events,
	...integrations,
];
