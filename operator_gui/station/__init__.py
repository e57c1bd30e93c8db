"""The station: collects questions and answers, trains, checks, deploys. Without Qt."""
