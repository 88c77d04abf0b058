import type { ServerAdapter } from '../adapter';

/** Evolution Go keeps no messages that could be looked up: whatever is asked, nothing is found. */
export const goStore: ServerAdapter['store'] = {
	async *pages() {},
	readChat: async () => {},
	between: async () => [],
	recent: async () => ({ kept: [], deliveries: [] }),
	async *writtenSince() {},
	newestOfChat: async () => [],
	newestIn: async () => [],
	count: async () => ({ total: 0, atPlace: undefined }),
	numberOf: async () => undefined,
	keepsNothing: async () => true,
	howToKeep: 'Evolution Go cannot be set to store them',
	howToKeepTicks: 'Evolution Go cannot be set to store them',
};
