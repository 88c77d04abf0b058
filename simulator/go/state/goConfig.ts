import { type Config, isVersion } from '../../state/config';

/** Whether the Evolution Go that is played is at least `version`. */
export const isGoAtLeast = (config: Config, version: string): boolean =>
	isVersion(config.version, version);
