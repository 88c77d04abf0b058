import { toggle } from './toggle';

/** For settings that can be switched off without losing them. */
export const enabled = toggle('Enabled', 'enabled', 'Whether it is enabled', true);
