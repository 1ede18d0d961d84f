/** Every activity says that its process lives, so that a killed worker's work is taken over within seconds. */
import { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Milliseconds; several times within the workflow's heartbeat timeout. */
const everyMs = 1_000;

export const heartbeating: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute: async (input, next) => {
      const context = Context.current();
      const timer = setInterval(() => context.heartbeat(), everyMs);
      try {
        return await next(input);
      } finally {
        clearInterval(timer);
      }
    },
  },
});
